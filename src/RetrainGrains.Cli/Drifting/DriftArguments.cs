namespace RetrainGrains.Cli.Drifting;

/// <summary>The command line of a comparison, as given: two files, or one with a source file and two spans.</summary>
public sealed record DriftArguments(string[] Files)
{
    public string? Source { get; init; }
    public string? Reference { get; init; }
    public string? Current { get; init; }
    public string Profile { get; init; } = "guarded";

    /// <summary>Instead of the profile's own: what Frouros leaves to its user.</summary>
    public double? Threshold { get; init; }

    /// <summary>Columns of numbers that only name categories.</summary>
    public string? Categorical { get; init; }

    /// <summary>Neighbouring rows that say as much as one.</summary>
    public double RowsPerIndependentRow { get; init; } = 1;

    /// <summary>Rows of each side that are compared; more are sampled.</summary>
    public int Rows { get; init; } = 20_000;
    public int Seed { get; init; } = 1;
    public string? JsonPath { get; init; }
    public bool Quiet { get; init; }
}
