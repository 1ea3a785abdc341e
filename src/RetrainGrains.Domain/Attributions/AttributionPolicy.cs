using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Attributions;

/// <summary>When a champion's reasons count as moved: what each feature adds to its predictions.</summary>
public sealed record AttributionPolicy
{
    /// <summary>Whole days that are held against the training rows: a week holds every day of the week.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromDays(7);

    /// <summary>
    /// Rows of a day that are explained, about; never more than twice as many. A large model of trees takes a
    /// millisecond for each, so that 96, four an hour, cost a tenth of a second a day.
    /// </summary>
    public int RowsPerDay { get; init; } = 96;

    /// <summary>
    /// False-alarm rate of one check over all features together (Holm). Checks of one day look at the same days, so it
    /// is the rate of a day of checks: with one in a thousand, a false alarm every three years. 1 switches it off.
    /// </summary>
    public double Significance { get; init; } = 0.001;

    /// <summary>
    /// A feature's attribution must also have changed by this share of what all features together contributed to the
    /// training rows: below a tenth the reasons are still much the same.
    /// </summary>
    public double MinimumEffect { get; init; } = 0.1;

    /// <summary>Explained rows below which a window says nothing.</summary>
    public int MinimumRows { get; init; } = 50;

    /// <summary>
    /// Severity of reasons that have moved. They are evidence, not damage: by default they only warn.
    /// </summary>
    public Severity Severity { get; init; } = Severity.Warning;

    internal long Days => (long)Window.TotalDays;

    public IEnumerable<Problem> Validate(string path) =>
    [
        .. Limits.Check($"{path}.window", Window, TimeSpan.FromDays(2), TimeSpan.FromDays(60)),
        .. Window.Ticks % TimeSpan.TicksPerDay == 0
            ? Array.Empty<Problem>()
            : [Problem.Of($"{path}.window", Window, "must be whole days")],
        .. Limits.Check($"{path}.rowsPerDay", RowsPerDay, 1, 1_000),
        .. Limits.Check($"{path}.significance", Significance, 1e-9, 1),
        .. Limits.Check($"{path}.minimumEffect", MinimumEffect, 0, 1),
        // More than a window's days can have would be a rule that never fires.
        .. Limits.Check($"{path}.minimumRows", MinimumRows, 1, Math.Max(1, (int)(RowsPerDay * Window.TotalDays))),
    ];
}
