namespace RetrainGrains.Fleet.Tests.Facts;

/// <summary>One row as the dictionary has it.</summary>
internal sealed record KnownRow(FactRow Of, DateTimeOffset At, string Entity, int Features, bool IsPredicted)
{
    public double? Outcome { get; set; }
    public DateTimeOffset KnownAt { get; set; }

    /// <summary>The place of the outcome among all that were stored; 0 while there is none.</summary>
    public long Place { get; set; }
    public bool IsWithdrawn { get; set; }

    public bool IsKnown => Outcome is not null && !IsWithdrawn;
}

/// <summary>An outcome that came by entity and time.</summary>
internal sealed class KnownByTime(string entity, DateTimeOffset hour, double value, DateTimeOffset knownAt)
{
    public string Entity => entity;
    public DateTimeOffset Hour => hour;
    public DateTimeOffset KnownAt => knownAt;
    public double Value { get; set; } = value;
    public bool Waits { get; set; }
}

/// <summary>
/// The state of a log of facts as a plain dictionary has it: written after what the guides promise, without a look at
/// how it is kept. Batches are judged row by row; the first fact wins.
/// </summary>
internal sealed partial class FactDictionary(bool tolerant)
{
    public const int WaitingMax = 3;
    public static readonly TimeSpan Horizon = TimeSpan.FromDays(1);
    public static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, KnownRow> rows = [];
    private readonly List<KnownByTime> byTime = [];
    private readonly Dictionary<string, DateTimeOffset> erased = [];
    private long places;

    public IEnumerable<KnownRow> Rows => rows.Values.OrderBy(row => row.At).ThenBy(row => row.Of.Id, Bytes);

    public int Waiting => byTime.Count(outcome => outcome.Waits);

    private static StringComparer Bytes => StringComparer.Ordinal;

    /// <summary>Carries out a step, and says what its sender is told.</summary>
    public string Apply(FactCommand command, DateTimeOffset now) => command.Step switch
    {
        FactStep.Predict => Predict(command.Items[0], now),
        FactStep.Outcomes => string.Join(' ', command.Items.Select(item => Record(item, now))),
        FactStep.History => string.Join(' ', command.Items.Select(item => Import(item, now))),
        FactStep.Continue => Continue(),
        FactStep.Look => Look(command.Request),
        _ => Repair(command, now),
    };

    private string Predict(FactItem item, DateTimeOffset now)
    {
        var row = FactRows.All[item.Row];
        var (at, entity) = FactValues.Particulars(item);
        if (!FactValues.AreFeaturesSound(item.Value) || at > now + Ahead || !FactValues.Suits(row, at))
            return "Invalid";
        if (IsErased(entity, at)) return "AlreadyExists";
        if (rows.TryGetValue(row.Id, out var earlier))
        {
            return earlier.IsPredicted && IsSame(earlier, item) ? "answered" : "AlreadyExists";
        }
        var added = new KnownRow(row, at, entity, FactValues.KindOf(item.Value), IsPredicted: true);
        rows.Add(row.Id, added);
        var nearest = entity.Length == 0 ? null : byTime
            .Where(outcome => outcome.Entity == entity && Distance(outcome.Hour, at) <= Reach)
            .OrderBy(outcome => Distance(outcome.Hour, at)).ThenBy(outcome => outcome.Hour).FirstOrDefault();
        if (nearest is not null)
        {
            Know(added, nearest.Value, nearest.KnownAt);
            nearest.Waits = false;
        }
        return "answered";
    }

    private string Import(FactItem item, DateTimeOffset now)
    {
        var row = FactRows.All[item.Row];
        var (at, entity) = FactValues.Particulars(item);
        var (value, knownAt) = (FactValues.OutcomeOf(item.Known), FactValues.KnownOfHistory(item, at));
        if (!FactValues.AreFeaturesSound(item.Value) || value is null || at > now + Ahead || knownAt > now + Ahead
            || knownAt < at || !FactValues.Suits(row, at)) return "Refused";
        if (IsErased(entity, at)) return "Erased";
        if (rows.TryGetValue(row.Id, out var earlier))
        {
            return !earlier.IsPredicted && IsSame(earlier, item) && earlier.Outcome == value ? "Duplicate" : "Conflict";
        }
        var added = new KnownRow(row, at, entity, FactValues.KindOf(item.Value), IsPredicted: false);
        rows.Add(row.Id, added);
        Know(added, value.Value, knownAt);
        return "Stored";
    }

    private string Record(FactItem item, DateTimeOffset now)
    {
        var (named, value) = (FactRows.All[item.Row], FactValues.OutcomeOf(item.Value));
        var said = FactValues.KnownAt(item);
        if (value is null || said > now + Ahead) return "Refused";
        if (item.IsByTime) return RecordByTime(item, value.Value, said, now);
        if (!rows.TryGetValue(named.Id, out var row)) return "UnknownPrediction";
        if (row.IsWithdrawn) return "Withdrawn";
        if (row.IsKnown) return row.Outcome == value ? "Duplicate" : "Conflict";
        if (said < row.At) return "Refused";
        Know(row, value.Value, said ?? now);
        return IsLate(row) ? "Late" : "Stored";
    }

    private string RecordByTime(FactItem item, double value, DateTimeOffset? said, DateTimeOffset now)
    {
        var (entity, at) = (FactRows.All[item.Row].Entity, FactRows.All[item.Row].At);
        // Nothing is known of a time before it has come.
        if (said < at || at > now + Ahead) return "Refused";
        if (IsErased(entity, at)) return "Erased";
        if (Find(entity, at) is { } earlier) return earlier.Value == value ? "Duplicate" : "Conflict";
        var about = About(entity, at).ToArray();
        if (about.Length == 0 && Waiting == WaitingMax) return "NoRoom";
        var standing = about.Where(row => !row.IsWithdrawn).ToArray();
        if (about.Length > 0 && standing.Length == 0) return "Withdrawn";
        var open = standing.Where(row => !row.IsKnown).ToArray();
        if (standing.Length > 0 && open.Length == 0 && standing.Any(row => row.Outcome != value)) return "Conflict";
        byTime.Add(new KnownByTime(entity, Hour(at), value, said ?? now) { Waits = about.Length == 0 });
        if (about.Length == 0) return "Waiting";
        if (open.Length == 0) return "Duplicate";
        foreach (var row in open) Know(row, value, said ?? now);
        return open.All(IsLate) ? "Late" : "Stored";
    }

    // A fact about a row is not known before the row's time.
    private void Know(KnownRow row, double value, DateTimeOffset knownAt) =>
        (row.Outcome, row.KnownAt, row.Place) = (value, knownAt < row.At ? row.At : knownAt, ++places);

    private static bool IsLate(KnownRow row) => row.KnownAt - row.At > Horizon;

    private bool IsErased(string entity, DateTimeOffset at) => erased.TryGetValue(entity, out var when) && at < when;

    private static bool IsSame(KnownRow row, FactItem item) =>
        (row.At, row.Entity, row.Features) == (
            FactValues.Particulars(item).At, FactValues.Particulars(item).Entity,
            FactValues.KindOf(item.Value));

    private KnownByTime? Find(string entity, DateTimeOffset at) =>
        byTime.Find(outcome => outcome.Entity == entity && outcome.Hour == Hour(at));

    private IEnumerable<KnownRow> About(string entity, DateTimeOffset at) =>
        Rows.Where(row => row.Entity == entity && Distance(Hour(row.At), at) <= Reach);

    private int Reach => tolerant ? 1 : 0;

    private static int Distance(DateTimeOffset hour, DateTimeOffset at) =>
        (int)Math.Abs((Hour(at) - hour).TotalHours);

    private static DateTimeOffset Hour(DateTimeOffset at) => new(at.Year, at.Month, at.Day, at.Hour, 0, 0, at.Offset);
}
