namespace RetrainGrains.Fleet.Tests.Facts;

/// <summary>A repair as the dictionary remembers it under its request's id.</summary>
internal sealed class KnownRepair(FactCommand command, DateTimeOffset at)
{
    public FactCommand Command => command;
    public DateTimeOffset At => at;
    public bool IsChanged { get; set; }
    public int Rows { get; set; }
    public int Outcomes { get; set; }
    public int EntityOutcomes { get; set; }
    public string Statuses { get; set; } = "";

    /// <summary>The last row that a withdrawal has looked at.</summary>
    public (DateTimeOffset At, string Id)? Mark { get; set; }

    public override string ToString() =>
        $"{(IsChanged ? "changed" : "changing")} {Rows} rows {Outcomes} outcomes {EntityOutcomes} by time {Statuses}";
}

// Repairs: by the number of rows that a piece has, for what comes between two pieces meets them half done.
internal sealed partial class FactDictionary
{
    /// <summary>The number of rows that a withdrawal or erasure changes at a time.</summary>
    public const int PieceRows = 2;

    private readonly Dictionary<string, KnownRepair> repairs = [];
    private KnownRepair? underway;

    public IEnumerable<string> Requests => repairs.Keys;

    public bool IsRepairing => underway is not null;

    /// <summary>Says what is told of a repair by its request's id.</summary>
    public string Look(string request) =>
        repairs.TryGetValue(request, out var repair) ? repair.ToString() : "NotFound";

    /// <summary>Carries out the next piece of the repair that is under way; nothing when there is none.</summary>
    public string Continue()
    {
        if (underway is { } repair) Change(repair);
        return "";
    }

    private string Repair(FactCommand command, DateTimeOffset now)
    {
        if (repairs.TryGetValue(command.Request, out var earlier))
        {
            return earlier.Command.Body == command.Body ? earlier.ToString() : "Conflict";
        }
        if (command.Step != FactStep.Correct && underway is not null) return "NotReady";
        var repair = new KnownRepair(command, now);
        repairs.Add(command.Request, repair);
        if (command.Step == FactStep.Correct) CorrectAll(repair);
        else Change(repair);
        return repair.ToString();
    }

    private void Change(KnownRepair repair)
    {
        var piece = PieceOf(repair).ToArray();
        repair.IsChanged = repair.Command.Step == FactStep.WithdrawIds || piece.Length < PieceRows;
        if (piece.Length > 0) repair.Mark = (piece[^1].At, piece[^1].Of.Id);
        foreach (var row in piece)
        {
            if (row.IsWithdrawn && repair.Command.Step != FactStep.Erase) continue;
            repair.Rows++;
            if (row.IsKnown) repair.Outcomes++;
            row.IsWithdrawn = true;
            if (repair.Command.Step == FactStep.Erase) rows.Remove(row.Of.Id);
        }
        if (repair.Command.Step == FactStep.Erase) erased[repair.Command.Entity] = repair.At;
        if (repair.IsChanged) repair.EntityOutcomes = byTime.RemoveAll(outcome => IsCovered(repair.Command, outcome));
        underway = repair.IsChanged ? null : repair;
    }

    private IEnumerable<KnownRow> PieceOf(KnownRepair repair)
    {
        var command = repair.Command;
        if (command.Step == FactStep.WithdrawIds)
        {
            var ids = command.Items.Select(item => FactRows.All[item.Row].Id).ToHashSet();
            return Rows.Where(row => ids.Contains(row.Of.Id));
        }
        var selected = Rows.Where(row => command.Step == FactStep.WithdrawSpan
            ? row.At >= FactRows.Span.From && row.At < FactRows.Span.Before
            : row.Entity == command.Entity);
        if (repair.Mark is { } mark && command.Step != FactStep.Erase)
        {
            selected = selected.Where(row =>
                row.At > mark.At || (row.At == mark.At && Bytes.Compare(row.Of.Id, mark.Id) > 0));
        }
        return selected.Take(PieceRows);
    }

    private static bool IsCovered(FactCommand command, KnownByTime outcome) => command.Step switch
    {
        FactStep.WithdrawIds => false,
        FactStep.WithdrawSpan => outcome.Hour >= FactRows.Span.From && outcome.Hour < FactRows.Span.Before,
        _ => outcome.Entity == command.Entity,
    };

    private void CorrectAll(KnownRepair repair)
    {
        var before = rows.Values.ToDictionary(row => row.Of.Id, row => row.Outcome);
        var beforeByTime = byTime.ToDictionary(outcome => outcome, outcome => outcome.Value);
        foreach (var item in repair.Command.Items) repair.Statuses += Correct(item);
        repair.Rows = rows.Values.Count(row => row.Outcome != before[row.Of.Id]);
        repair.Outcomes = repair.Rows;
        repair.EntityOutcomes = byTime.Count(outcome => outcome.Value != beforeByTime[outcome]);
        repair.IsChanged = true;
    }

    // 0 corrected, 1 unchanged, 2 unknown, 3 without outcome, 4 withdrawn.
    private int Correct(FactItem item)
    {
        var (named, value) = (FactRows.All[item.Row], FactValues.OutcomeOf(item.Value)!.Value);
        if (item.IsByTime) return CorrectByTime(named, value);
        if (!rows.TryGetValue(named.Id, out var row)) return 2;
        if (row.IsWithdrawn) return 4;
        if (!row.IsKnown) return 3;
        var same = row.Outcome == value;
        row.Outcome = value;
        return same ? 1 : 0;
    }

    // The entity's outcome, and the rows that have it; where none came by time, the rows about that time.
    private int CorrectByTime(FactRow named, double value)
    {
        var about = About(named.Entity, named.At).ToArray();
        var known = about.Where(row => row.IsKnown).ToList();
        var outcome = Find(named.Entity, named.At);
        if (outcome is null && known.Count == 0)
        {
            return about.Length == 0 ? 2 : about.All(row => row.IsWithdrawn) ? 4 : 3;
        }
        if (outcome is not null) known.RemoveAll(row => row.Outcome != outcome.Value);
        var changed = known.Any(row => row.Outcome != value) || (outcome is not null && outcome.Value != value);
        foreach (var row in known) row.Outcome = value;
        if (outcome is not null) outcome.Value = value;
        return changed ? 0 : 1;
    }
}
