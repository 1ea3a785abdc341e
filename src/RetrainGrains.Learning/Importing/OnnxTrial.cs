using Microsoft.ML.OnnxRuntime;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Onnx;

namespace RetrainGrains.Learning.Importing;

/// <summary>The model as it answered rows that were made up, and what it has no answer to.</summary>
internal sealed record OnnxTrial(OnnxModel Model, IEnumerable<string> Notes)
{
    private const int MaximumNamesInNote = 10;

    // Log-odds may lie between 0 and 1 by chance, hardly all of these.
    private static readonly float[] Tried = [0, 1, 2, -1, 10, -10, 100, -100];

    /// <summary>Finds out how many rows go in at once, and refuses what answers none or in another shape.</summary>
    public static OnnxTrial Hold(Func<bool, OnnxModel> model, OnnxSession session, DatasetSchema schema)
    {
        var isOneRow = IsOneRow(session);
        var scoring = model(isOneRow).CreateScoring(session);
        var answered = Answered(scoring, schema);
        if (!isOneRow)
        {
            var answers = new double[2 * scoring.AnswersPerRow];
            Run(scoring, [.. answered, .. answered], answers);
        }

        return new OnnxTrial(model(isOneRow), Missing(scoring, schema, answered));
    }

    // A row that the graph has an answer for.
    private static float[] Answered(OnnxScoring scoring, DatasetSchema schema)
    {
        var answer = new double[scoring.AnswersPerRow];
        float[]? answered = null;
        ImportException? failure = null;
        foreach (var number in Tried)
        {
            float[] row = [.. schema.Features.Select(feature => Value(feature, number))];
            try
            {
                Run(scoring, row, answer);
            }
            catch (ImportException error) when (error.InnerException is not TimeoutException)
            {
                // A graph may fail on a number that it does not know, as an encoder of whole numbers does.
                failure ??= error;
                continue;
            }

            if (!double.IsNaN(answer[0])) answered ??= row;
            else if (schema.Task != PredictionTask.Regression)
            {
                throw new ImportException(
                    $"The model's answer to a row of {number} is no probability, from 0 to 1 and of several classes "
                    + "with the sum 1: its last step must be a sigmoid or a softmax.");
            }
        }

        return answered ?? throw failure
            ?? new ImportException($"The model's answers to rows of {string.Join(", ", Tried)} are no numbers.");
    }

    private static void Run(OnnxScoring scoring, float[] rows, double[] answers)
    {
        try
        {
            scoring.Run(rows, answers);
        }
        catch (Exception error) when (error is OnnxRuntimeException or OnnxAnswerException or TimeoutException)
        {
            throw new ImportException($"The model does not answer rows of the schema: {error.Message}", error);
        }
    }

    private static bool IsOneRow(OnnxSession session)
    {
        foreach (var (name, node) in session.Inputs)
        {
            if (node.Dimensions[0] > 1)
            {
                throw new ImportException(
                    $"Input '{name}' is {OnnxShape.Describe(node)}: it takes exactly {node.Dimensions[0]} rows. Save "
                    + "the model with a first dimension of any size.");
            }
        }

        return session.Inputs.Values.Any(node => node.Dimensions[0] == 1);
    }

    private static float Value(FeatureDescription feature, float number) =>
        feature.Kind == FeatureKind.Categorical ? Math.Clamp(number, 0, feature.CategoryCount - 1) : number;

    private static IEnumerable<string> Missing(OnnxScoring scoring, DatasetSchema schema, float[] row)
    {
        var width = row.Length;
        var without = new List<string>();
        var answer = new double[scoring.AnswersPerRow];
        for (var i = 0; i < width; i++)
        {
            var value = row[i];
            row[i] = float.NaN;
            scoring.Score(row, answer);
            if (double.IsNaN(answer[0])) without.Add(schema.Features[i].Name);
            row[i] = value;
        }

        if (without.Count == 0) yield break;
        yield return without.Count == width
            ? "a row with a missing value gets no prediction: the model has no answer to it"
            : "a row gets no prediction, as the model has no answer to it, where one of these is missing: "
                + string.Join(", ", without.Take(MaximumNamesInNote).Select(name => $"'{name}'"))
                + (without.Count > MaximumNamesInNote ? $" and {without.Count - MaximumNamesInNote} more" : "");
    }
}
