using System.Collections.Immutable;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.Exporting;

/// <summary>A description of an exported file, for whoever calls it elsewhere.</summary>
public sealed record ExportReport
{
    public required ExportFormat Format { get; init; }

    /// <summary>The learner that made the version.</summary>
    public required string Learner { get; init; }

    /// <summary>The parts of the file: trees, linear terms, members of a blend.</summary>
    public required string Contents { get; init; }

    /// <summary>The meaning of the numbers that the file answers with.</summary>
    public required string Output { get; init; }

    /// <summary>The nearness of the file's answers to the version's own.</summary>
    public required string Precision { get; init; }

    /// <summary>The features in the order of the input's columns.</summary>
    public ImmutableArray<ExportedFeature> Features { get; init; } = [];

    /// <summary>The classes in the order of the answer's columns; empty where they have no names.</summary>
    public ImmutableArray<string> Classes { get; init; } = [];

    /// <summary>The sentences on what else one should know.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];
}

/// <summary>A column of an exported model's input; a category is sent as its place in the list, from zero on.</summary>
public sealed record ExportedFeature(string Name, FeatureKind Kind, ImmutableArray<string> Categories);
