using RetrainGrains.Domain.Primitives;
using RetrainGrains.Gateway.Requests;
using RetrainGrains.Storage;

namespace RetrainGrains.Gateway.Outcomes;

/// <summary>
/// The rows of a request with a verdict each: those that keep all rules go to the log, and the fault of one is no fault
/// of the others.
/// </summary>
internal sealed class RowVerdicts<TRow>(int count, Func<TRow, RowName> nameOf)
{
    /// <summary>
    /// The most reasons beyond the first one of each row: an answer to 10,000 rows stays below the 4 MB that clients
    /// take.
    /// </summary>
    public const int FurtherReasonsMax = 1_000;

    private const int ValueLengthMax = 60;
    private const int RuleLengthMax = 160;

    private readonly RecordStatus[] statuses = new RecordStatus[count];
    private readonly List<RowReason> reasons = [];
    private readonly List<TRow> rows = new(count);
    private readonly List<int> places = new(count);
    private readonly ProblemList problems = new();
    private int further;

    /// <summary>Judges the next row: what could not be read of it, else what its reading finds.</summary>
    public void Judge(int row, ImmutableArray<Problem>? unread, Func<ProblemList, TRow> read)
    {
        var found = unread;
        if (found is not { Length: > 0 })
        {
            var kept = read(problems);
            found = problems.Take();
            if (found is null)
            {
                rows.Add(kept);
                places.Add(row);
                return;
            }
        }
        statuses[row] = RecordStatus.Refused;
        foreach (var problem in found) Tell(row, RecordStatus.Refused, problem);
    }

    /// <summary>Stores the rows that keep the rules, and takes over the log's verdict on each.</summary>
    public async Task StoreAsync(Func<IReadOnlyList<TRow>, Task<IReadOnlyList<RecordStatus>>> store)
    {
        if (rows.Count == 0) return;
        var stored = await store(rows);
        for (var i = 0; i < rows.Count; i++)
        {
            statuses[places[i]] = stored[i];
            if (ReasonOf(stored[i], rows[i]) is { } reason) Tell(places[i], stored[i], reason);
        }
    }

    // The log's reasons came after those of the reading.
    public Recorded ToRecorded() => new([.. statuses], [.. reasons.OrderBy(reason => reason.Row)]);

    private void Tell(int row, RecordStatus status, Problem problem)
    {
        if (reasons.Count > 0 && reasons[^1].Row == row && ++further > FurtherReasonsMax) return;
        reasons.Add(new RowReason(row, status, problem with
        {
            Value = Shorten(problem.Value, ValueLengthMax), Rule = Shorten(problem.Rule, RuleLengthMax),
        }));
    }

    private static string Shorten(string text, int most) => text.Length <= most ? text : $"{text.AsSpan(0, most)}…";

    private Problem? ReasonOf(RecordStatus status, TRow row) => status switch
    {
        RecordStatus.UnknownPrediction => Problem.Of(
            nameOf(row).Field, nameOf(row).Value,
            "must be the id of a prediction; whole rows from elsewhere are imported as history",
            FaultKind.UnknownPrediction),
        RecordStatus.Conflict => Problem.Of(
            nameOf(row).Field, nameOf(row).Value, "has another fact already, and the first one is kept",
            FaultKind.Conflict),
        RecordStatus.Refused => Problem.Of(
            "known_at", nameOf(row).KnownAt, "must not be before the time of the prediction", FaultKind.TooEarly),
        RecordStatus.NoRoom => Problem.Of(
            nameOf(row).Field, nameOf(row).Value,
            "has no prediction yet, and as many outcomes wait as outcomes.waitingMax allows: send it later",
            FaultKind.UnknownPrediction),
        RecordStatus.TooManyRows => Problem.Of(
            nameOf(row).Field, nameOf(row).Value,
            $"must be about at most {IObservationLog.JoinedRowsMax} predictions of its entity: send it by "
                + "prediction_id, or make outcomes.grain finer",
            FaultKind.OutOfRange),
        RecordStatus.Withdrawn => Problem.Of(
            nameOf(row).Field, nameOf(row).Value, "names a row that was withdrawn", FaultKind.Conflict),
        RecordStatus.Erased => Problem.Of(
            nameOf(row).Field, nameOf(row).Value, "is of an entity that was erased since", FaultKind.Conflict),
        _ => null,
    };
}

/// <summary>The field by which a row names what it is about, with its value, and when the row became known.</summary>
internal readonly record struct RowName(string Field, object Value, DateTimeOffset KnownAt);
