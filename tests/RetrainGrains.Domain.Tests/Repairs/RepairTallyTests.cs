using RetrainGrains.Domain.Repairs;

namespace RetrainGrains.Domain.Tests.Repairs;

public sealed class RepairTallyTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly RepairedRow[] Rows =
    [
        new("a", Start, 1, 1, 2), new("b", Start.AddHours(1), null, double.NaN, double.NaN),
        new("c", Start.AddHours(2), 9, 3, 4),
    ];

    [Fact]
    public void Rows_count_the_same_in_whatever_pieces_they_come()
    {
        var whole = new RepairTally().With(Rows, 2, [Version("x", 24)]);
        var pieces = new RepairTally().With(Rows[..1], 0, [Version("x", 24)]).With([], 1, [])
            .With(Rows[1..], 1, [Version("x", 24)]);

        Assert.Equal((3L, 2L, 2L), (whole.Rows, whole.Outcomes, whole.EntityOutcomes));
        Assert.Equal((Start, Start.AddHours(2)), (whole.First!.Value, whole.Last!.Value));
        Assert.Equal(whole.Fingerprint, pieces.Fingerprint);
        Assert.Equal(whole.LearnedBy, pieces.LearnedBy);
    }

    [Fact]
    public void The_fingerprint_tells_every_part_of_a_row()
    {
        RepairedRow[] others =
        [
            Rows[0] with { PredictionId = "z" }, Rows[0] with { At = Start.AddMilliseconds(1) },
            Rows[0] with { Before = 7 }, Rows[0] with { After = 7 },
        ];

        var prints = others.Append(Rows[0]).Select(row => new RepairTally().With([row], 0, []).Fingerprint);

        Assert.Equal(5, prints.Distinct().Count());
    }

    [Fact]
    public void A_version_had_learned_from_rows_of_its_span_whose_outcome_was_stored_by_then()
    {
        TrainedVersion[] versions =
        [
            Version("early", 2), Version("all", 24), Version("before the third outcome", 24, through: 8),
            Version("imported", 24) with { ImportedFrom = "xgboost" },
        ];

        var learned = new RepairTally().With(Rows, 0, versions).Learned(versions);

        Assert.Equal(
            [("all", 2), ("before the third outcome", 1), ("early", 1)],
            learned.Select(version => (version.ArtifactId, version.Rows)));
    }

    [Fact]
    public void Hours_that_are_repaired_meanwhile_are_computed_too_and_the_pass_is_made_once_more()
    {
        var begun = RecomputeMark.Of(null, 10, 12) with { NextHour = 12 };
        var passing = new RecomputeMark(10, 12) { NextHour = 13, Position = 5 };

        Assert.Equal((8, 8, 12, false), Of(RecomputeMark.Of(begun, 8, 9)));
        Assert.Equal((12, 12, 20, false), Of(RecomputeMark.Of(begun, 20, 20)));
        Assert.Equal((3, 3, 4, true), Of(RecomputeMark.Of(passing, 3, 4)));

        static (long, long, long, bool) Of(RecomputeMark mark) =>
            (mark.FirstHour, mark.NextHour, mark.LastHour, mark.Again);
    }

    [Fact]
    public void The_scope_of_an_erasure_does_not_tell_who_it_was()
    {
        var rows = new Domain.Observations.RowSelection { Entity = "anna", From = Start, Before = Start.AddDays(1) };
        var order = new RepairOrder("r", RepairKind.Withdrawal, "ann", "", rows, Start);

        Assert.Equal(
            "an entity from 2026-01-01T00:00:00.0000000+00:00 to 2026-01-02T00:00:00.0000000+00:00", order.Scope);
        Assert.DoesNotContain("anna", (order with { Kind = RepairKind.Erasure }).Scope);
    }

    private static TrainedVersion Version(string artifact, int hours, long through = 100)
    {
        Assert.True(Recipe.TryParse("mean/all/level", out var recipe));
        return new TrainedVersion(
            recipe, artifact, "run", Start, new TrainingRows(Start, Start.AddHours(hours), through, 3), 1);
    }
}
