using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Fleet.Training;
using RetrainGrains.Storage.Sqlite;
using TrainingRows = RetrainGrains.Fleet.Training.TrainingRows;

namespace RetrainGrains.Fleet.Tests.Training;

public sealed class DatasetFingerprintTests
{
    private static readonly LabelledRow First =
        new(1, "a", TestFleet.Start, [1, float.NaN, 2], 7, "1.0.0", 3, TestFleet.Start.AddHours(1));

    private static readonly LabelledRow Second = First with { Sequence = 2, PredictionId = "b", Outcome = 4 };

    [Fact]
    public void It_is_frozen_for_versions_keep_it() => Assert.Equal(
        "cb34af02fd2463738693ba2b5f817c41512685c8d0229d710a724f517b578335",
        DatasetFingerprint.Of(Station.Schema, [First, Second]));

    public static TheoryData<string, LabelledRow[]> Others => new()
    {
        { "time", [First with { At = TestFleet.Start.AddMilliseconds(1) }, Second] },
        { "feature", [First with { Features = [1, float.NaN, 2.0000002f] }, Second] },
        { "missing", [First with { Features = [1, 0, 2] }, Second] },
        { "outcome", [First with { Outcome = 3.0000000000000004 }, Second] },
        { "known", [First with { KnownAt = TestFleet.Start.AddHours(2) }, Second] },
        { "order", [Second, First] },
        { "fewer", [First] },
        { "twice", [First, First, Second] },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public void Anything_that_a_training_reads_changes_it(string what, LabelledRow[] rows) => Assert.True(
        DatasetFingerprint.Of(Station.Schema, rows) != DatasetFingerprint.Of(Station.Schema, [First, Second]), what);

    [Fact]
    public void A_renamed_or_retyped_feature_changes_it()
    {
        var categorical = new Feature("hour", FeatureKind.Categorical) { Categories = ["a", "b"] };
        FeatureSchema[] others =
        [
            Station.Schema with { LastValue = null },
            Station.Schema with { Target = "z" },
            Station.Schema with { Task = PredictionTask.BinaryClassification },
            Station.Schema with { Features = [new("hours"), .. Station.Schema.Features[1..]] },
            Station.Schema with { Features = [categorical, .. Station.Schema.Features[1..]] },
            Station.Schema with
            {
                Features = [categorical with { Categories = ["b", "a"] }, .. Station.Schema.Features[1..]],
            },
        ];

        var all = others.Append(Station.Schema).Select(schema => DatasetFingerprint.Of(schema, [First]));

        Assert.Equal(others.Length + 1, all.Distinct().Count());
    }

    [Fact]
    public void What_was_served_and_when_it_was_stored_do_not() => Assert.Equal(
        DatasetFingerprint.Of(Station.Schema, [First]),
        DatasetFingerprint.Of(
            Station.Schema, [First with { Sequence = 9, PredictionId = "z", Prediction = 8, Version = "2.0.0" }]));

    [Fact]
    public async Task Rows_have_one_fingerprint_however_they_were_batched_and_ordered()
    {
        var station = new Station(1);
        HistoryRow[] history = [.. Enumerable.Range(-400, 400).Select(station.History)];

        string[] fingerprints =
        [
            await StoredAsync([history]), await StoredAsync(history.Chunk(7)),
            await StoredAsync(history.Reverse().Chunk(150)),
        ];

        Assert.Single(fingerprints.Distinct());
    }

    private static async Task<string> StoredAsync(IEnumerable<HistoryRow[]> batches)
    {
        await using var database = SqliteDatabase.Open(new SqliteOptions());
        await database.MigrateAsync();
        foreach (var batch in batches) await database.Observations.ImportAsync("station", batch);
        var plan = new PlannedChallenger(
            0, new Recipe("leafwise"), DateTimeOffset.UnixEpoch, TestFleet.Start, long.MaxValue, 1);
        var rows = await new TrainingRows(database.Observations).ReadAsync("station", plan);
        Assert.Equal(400, rows.Count);
        return DatasetFingerprint.Of(Station.Schema, rows);
    }
}
