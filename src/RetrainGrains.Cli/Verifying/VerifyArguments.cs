using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Verifying;

/// <summary>The command line of a verification, as given.</summary>
public sealed record VerifyArguments(double Effort, int Seed)
{
    public string? JsonPath { get; init; }
    public bool Quiet { get; init; }

    public IEnumerable<Problem> Validate()
    {
        if (!(Effort is >= 0.01 and <= 100)) yield return Problem.Of("--effort", Effort, "must be 0.01 to 100");
        foreach (var problem in ReportFile.Check(JsonPath)) yield return problem;
    }
}
