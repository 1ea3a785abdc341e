using System.Collections.Immutable;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.Importing;

/// <summary>A description of what was read of a foreign model's file, for whoever imported it.</summary>
public sealed record ImportReport
{
    /// <summary>The format by its learner's name.</summary>
    public required string Format { get; init; }

    /// <summary>The objective as the file names it; empty where it names none.</summary>
    public required string Objective { get; init; }

    /// <summary>The trees of all outputs; zero for a model without trees.</summary>
    public int TreesInFile { get; init; }

    /// <summary>The trees that predictions take: up to the best iteration where the file names one.</summary>
    public int TreesServing { get; init; }

    /// <summary>The last iteration that serves, counted from zero; null where the file names no best one.</summary>
    public int? BestIteration { get; init; }

    /// <summary>The base score of each output, as the file has it.</summary>
    public ImmutableArray<double> BaseScores { get; init; } = [];

    /// <summary>
    /// The way from scores to predictions: identity, logistic, exponential, softmax or shares; of ONNX the graph.
    /// </summary>
    public required string Link { get; init; }

    public ImmutableArray<ImportedFeature> Features { get; init; } = [];

    /// <summary>The program that wrote a file of ONNX, and its version; empty for others, as what follows.</summary>
    public string Producer { get; init; } = "";

    /// <summary>The version of each domain's operators.</summary>
    public ImmutableArray<string> Opsets { get; init; } = [];

    /// <summary>The inputs with type and shape.</summary>
    public ImmutableArray<string> Inputs { get; init; } = [];

    /// <summary>The outputs with type and shape, and what they are read as.</summary>
    public ImmutableArray<string> Outputs { get; init; } = [];

    /// <summary>The labels that the file has for the classes, in the schema's order.</summary>
    public ImmutableArray<string> Classes { get; init; } = [];

    /// <summary>The sentences on what else one should know.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>The rows with expected values that the model was held to.</summary>
    public int RowsChecked { get; init; }

    /// <summary>The largest difference from what was expected of them.</summary>
    public double LargestDifference { get; init; }
}

/// <summary>A feature of a foreign model, and the feature of the schema that it was found to be.</summary>
/// <remarks>Categories stand in the file's order; by codes alone they have no names.</remarks>
public sealed record ImportedFeature(
    string Name, string Feature, FeatureKind Kind, ImmutableArray<string> Categories, bool ByName);
