using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Simulations;

/// <summary>The options of the simulations, as given.</summary>
internal sealed record SimulationOptions
{
    [Option("--effort", "How much is simulated, 0.01 to 100: 1 takes some minutes.")]
    public double Effort { get; init; } = 1;

    [Option("--seed", "The same seed gives the same report.")]
    public int Seed { get; init; } = 1;

    [Option("--json", "Write the whole report to this file.")]
    public string? JsonPath { get; init; }

    [Option("--quiet", "Show no progress.")]
    public bool Quiet { get; init; }

    public IEnumerable<Problem> Validate()
    {
        if (!(Effort is >= 0.01 and <= 100)) yield return Problem.Of("--effort", Effort, "must be 0.01 to 100");
        foreach (var problem in ReportFile.Check(JsonPath)) yield return problem;
    }
}
