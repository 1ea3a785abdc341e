using RetrainGrains.Domain.Observations;

namespace RetrainGrains.Fleet.Tests.Facts;

/// <summary>The kind of a step of a story.</summary>
internal enum FactStep
{
    /// <summary>A request for one prediction.</summary>
    Predict = 0,

    /// <summary>A batch of outcomes, by id or by entity and time.</summary>
    Outcomes = 1,

    /// <summary>A batch of whole rows from history.</summary>
    History = 2,
    Correct = 3,
    WithdrawIds = 4,
    WithdrawEntity = 5,
    WithdrawSpan = 6,
    Erase = 7,

    /// <summary>The next piece of what goes on in the background.</summary>
    Continue = 8,

    /// <summary>A look at the progress of a repair.</summary>
    Look = 9,
}

/// <summary>
/// One row of a step: which of <see cref="FactRows"/> it is about, and by small numbers its values, the time at which
/// it became known, and its other particulars.
/// </summary>
internal sealed record FactItem(int Row, int Value, int Known, int Other)
{
    /// <summary>Answers whether an outcome names its row by entity and time.</summary>
    public bool IsByTime => Other % 2 == 1 && FactRows.All[Row].Entity.Length > 0;

    /// <summary>The row as an outcome names it.</summary>
    public string Name => $"{FactRows.All[Row].Name}{(IsByTime ? " by time" : "")}";

    public override string ToString() =>
        $"{Name} value {Value} known {Known} other {Other}";
}

/// <summary>The death of the process at one of the writes of a step: before it is made, or after.</summary>
internal sealed record FactDeath(int Write, bool After)
{
    public override string ToString() => $", dies {(After ? "after" : "before")} write {Write + 1}";
}

/// <summary>One step of a story, which the client repeats when the process has died of it.</summary>
internal sealed record FactCommand(FactStep Step, ImmutableArray<FactItem> Items, string Request, FactDeath? Death)
{
    /// <summary>All that a repair asks for, without the id of its request.</summary>
    public string Body => Step switch
    {
        FactStep.Correct => $"{Step} {string.Join("; ", Items.Select(item => $"{item.Name} {item.Value}"))}",
        FactStep.WithdrawIds => $"{Step} {string.Join("; ", Items.Select(item => FactRows.All[item.Row].Name))}",
        FactStep.WithdrawSpan => $"{Step}",
        _ => $"{Step} {Entity}",
    };

    /// <summary>The entity that is withdrawn or erased.</summary>
    public string Entity => Items[0].Row % 2 == 0 ? "anna" : "ben";

    public override string ToString() => Step switch
    {
        FactStep.Continue => $"{Step}{Death}",
        FactStep.Look => $"{Step} {Request}{Death}",
        >= FactStep.Correct and <= FactStep.Erase => $"{Request} {Body}{Death}",
        _ => $"{Step} {string.Join("; ", Items)}{Death}",
    };
}

/// <summary>The rows that stories are about: few, so that they meet.</summary>
internal sealed record FactRow(string Name, string Id, DateTimeOffset At, string Entity);

/// <summary>The world of all stories: its rows, and its clock.</summary>
internal static class FactRows
{
    public static readonly DateTimeOffset Start = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The time that passes with each step: the last row lies in the future of the first ones.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMinutes(3);

    public static readonly ImmutableArray<FactRow> All =
    [
        Named("p0", -6, "anna"), Named("p1", -5, "anna"), Named("p2", -4.5, "anna"), Named("p3", -4, "ben"),
        Timed("t4", -3, "ben"), Named("p5", -6, ""), Timed("t6", -2, ""), Named("p7", -30, "anna"),
        Named("p8", 0.2, "anna"),
    ];

    /// <summary>The span of time that stories withdraw.</summary>
    public static readonly (DateTimeOffset From, DateTimeOffset Before) Span = (Start.AddHours(-5), Start.AddHours(-3));

    private static FactRow Named(string name, double hours, string entity) =>
        new(name, name, Start.AddHours(hours), entity);

    // As the server makes them: such a row is found without an index.
    private static FactRow Timed(string name, double hours, string entity) =>
        new(name, TimedId.Make(Start.AddHours(hours), 7), Start.AddHours(hours), entity);
}
