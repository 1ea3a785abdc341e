using FsCheck;
using FsCheck.Fluent;

namespace RetrainGrains.Storage.Tests.Observations;

/// <summary>Whatever batches arrive in whatever order, the log holds what a dictionary of first facts would.</summary>
public abstract class ObservationPropertyCompliance(DatabaseHome home) : DatabaseCompliance(home)
{
    private const int Ids = 6;
    private int models;

    /// <summary>One arriving row: a prediction, an outcome or a row of history, with one of three values.</summary>
    private sealed record Arrival(int Kind, string Id, int Value)
    {
        // Few ids and values, so that duplicates and conflicts are the rule.
        public static Arrival Of(int number) =>
            new((number & 0xff) % 3, $"id{((number >> 8) & 0xff) % Ids}", ((number >> 16) & 0xff) % 3);
    }

    private sealed record Fact(bool Predicted, int Value)
    {
        public long? Sequence { get; set; }
        public int? Outcome { get; set; }
    }

    [Fact]
    public void Any_arrivals_in_any_batches_join_exactly()
    {
        var batches = Gen.Choose(0, (1 << 24) - 1).ListOf().ListOf().ToArbitrary();
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(150).WithReplay(20261121, 1),
            Prop.ForAll(batches, batch => JoinsExactlyAsync(batch).GetAwaiter().GetResult()));
    }

    private async Task<bool> JoinsExactlyAsync(List<List<int>> batches)
    {
        var model = $"model-{models++}";
        var facts = new Dictionary<string, Fact>();
        var sequence = 0L;
        foreach (var batch in batches)
        {
            foreach (var group in batch.Select(Arrival.Of).GroupBy(arrival => arrival.Kind))
            {
                var arrivals = group.ToArray();
                var expected = arrivals.Select(arrival => Expect(facts, arrival, ref sequence)).ToArray();
                if (!expected.SequenceEqual(await StoreAsync(model, group.Key, arrivals))) return false;
            }
        }
        return await HoldsAsync(model, facts);
    }

    private static RecordStatus Expect(Dictionary<string, Fact> facts, Arrival arrival, ref long sequence)
    {
        var known = facts.TryGetValue(arrival.Id, out var fact);
        if (arrival.Kind == 1)
        {
            if (!known) return RecordStatus.UnknownPrediction;
            if (fact!.Outcome is { } outcome)
            {
                return outcome == arrival.Value ? RecordStatus.Duplicate : RecordStatus.Conflict;
            }
            (fact.Outcome, fact.Sequence) = (arrival.Value, ++sequence);
            return RecordStatus.Stored;
        }
        var predicted = arrival.Kind == 0;
        if (known)
        {
            return fact!.Predicted == predicted && fact.Value == arrival.Value
                ? RecordStatus.Duplicate
                : RecordStatus.Conflict;
        }
        facts[arrival.Id] = new Fact(predicted, arrival.Value)
        {
            Outcome = predicted ? null : arrival.Value,
            Sequence = predicted ? null : ++sequence,
        };
        return RecordStatus.Stored;
    }

    private async Task<IReadOnlyList<RecordStatus>> StoreAsync(
        string model, int kind, Arrival[] arrivals) => kind switch
    {
        0 => (await Database.Observations.AppendPredictionsAsync(
            model, [.. arrivals.Select(a => new PredictionRow(a.Id, Start, [a.Value], a.Value, "v1"))])).Statuses,
        1 => await Database.Observations.RecordOutcomesAsync(
            model, [.. arrivals.Select(a => new OutcomeRow(a.Id, a.Value, Start))]),
        _ => await Database.Observations.ImportAsync(
            model, [.. arrivals.Select(a => new HistoryRow(a.Id, Start, [a.Value], a.Value, Start))]),
    };

    private async Task<bool> HoldsAsync(string model, Dictionary<string, Fact> facts)
    {
        var matured = facts.Where(fact => fact.Value.Sequence is not null).ToArray();
        var rows = await Database.Observations.LabelledAfterAsync(model, 0, 1_000);
        var counts = await Database.Observations.CountAsync(model);
        return counts.Predictions == facts.Values.Count(fact => fact.Predicted)
            && counts.Outcomes == matured.Length
            && rows.Select(row => (row.Sequence, row.PredictionId, (int)row.Outcome, (int)row.Features[0]))
                .SequenceEqual(matured.OrderBy(fact => fact.Value.Sequence).Select(
                    fact => (fact.Value.Sequence!.Value, fact.Key, fact.Value.Outcome!.Value, fact.Value.Value)));
    }
}
