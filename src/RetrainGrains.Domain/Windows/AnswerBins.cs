using RetrainGrains.Domain.Observations;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Domain.Windows;

/// <summary>The bins of a model's outcomes and of its predictions, each as of one feature.</summary>
public sealed record AnswerBins(FeatureBins Outcomes, FeatureBins Predictions)
{
    /// <summary>The name of predictions where inputs are named.</summary>
    public const string PredictionName = "prediction";

    // Most events are rare or common: the ends of the scale are divided more finely.
    private static readonly ImmutableArray<float> Probabilities =
        [0.001f, 0.003f, 0.01f, 0.03f, 0.1f, 0.25f, 0.5f, 0.75f, 0.9f, 0.97f];

    /// <summary>
    /// Computes the bins over outcomes. Predictions of numbers and of classes are counted as outcomes are, so that no
    /// prediction is needed to begin with.
    /// </summary>
    public static AnswerBins Of(FeatureSchema schema, IReadOnlyList<float[]> outcomes)
    {
        var bins = FeatureBins.Of(schema with { Features = [OutcomeOf(schema)] }, outcomes);
        return new AnswerBins(bins, schema.Task != PredictionTask.BinaryClassification ? bins : bins with
        {
            Edges = [Probabilities], Minimum = [0], Maximum = [1],
        });
    }

    /// <summary>Makes the outcome as if it were a feature.</summary>
    public static Feature OutcomeOf(FeatureSchema schema) => Of(schema, schema.Target);

    /// <summary>Makes the prediction as if it were a feature.</summary>
    public static Feature PredictionOf(FeatureSchema schema) => Of(schema, PredictionName);

    private static Feature Of(FeatureSchema schema, string name) => schema.Classes is { } classes
        ? new Feature(name, FeatureKind.Categorical) { Categories = classes }
        : new Feature(name);
}
