using RetrainGrains.Cli.Rebuild;
using RetrainGrains.Domain.Candidates;
using RetrainGrains.Fleet.Training;

namespace RetrainGrains.Cli.Tests.Rebuild;

public sealed class RebuildComparisonTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Other_bytes_of_the_same_rows_are_the_learners_doing() => Assert.Equal(
        ["rows, recipe, parameters and seed are the same, its bytes are not: this program's leafwise is not the one "
            + "that trained it"],
        new RebuildComparison(Rebuilt(stored: "f")).Differences());

    [Fact]
    public void A_version_without_a_fingerprint_is_judged_by_its_rows_and_artifact() =>
        Assert.Null(new RebuildComparison(Rebuilt(stored: null)).SameDataset);

    [Fact]
    public void Rows_that_have_come_since_are_told() => Assert.Equal(
        ["it learned from 10 rows, the first of 2026-01-01T00:00Z; there are 12 now, the first of 2025-12-31T00:00Z: "
            + "some are new"],
        new RebuildComparison(
            Rebuilt(stored: "g") with { Rows = 12, FirstRow = Start.AddDays(-1) }).Differences());

    private static RebuiltVersion Rebuilt(string? stored) => new(new TrainedVersion(
        new Recipe("leafwise"), "aa", "run", Start,
        new Domain.Candidates.TrainingRows(Start, Start.AddDays(1), 10, 10) { Fingerprint = stored }, 1))
    {
        Rows = 10, FirstRow = Start, Fingerprint = "f",
    };
}
