using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Attributions;

/// <summary>The settings of the check whether a champion's attributions have changed.</summary>
public sealed record AttributionPolicy
{
    /// <summary>
    /// The length of the window, in whole days, that is compared with the training rows: a week holds every day of the
    /// week.
    /// </summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromDays(7);

    /// <summary>
    /// The approximate number of rows that are explained a day; never more than twice as many. A large model of trees
    /// takes a millisecond for each, so that 96, four an hour, cost a tenth of a second a day.
    /// </summary>
    public int RowsPerDay { get; init; } = 96;

    /// <summary>
    /// The false-alarm rate of one check over all features together (Holm). Checks of one day use the same days, so it
    /// is the rate of a day of checks: with one in a thousand, a false alarm every three years. 1 switches the test
    /// off.
    /// </summary>
    public double Significance { get; init; } = 0.001;

    /// <summary>
    /// The share, of all features' attributions together on the training rows, by which a feature's attribution must
    /// also have changed: below a tenth the attributions are nearly the same.
    /// </summary>
    public double MinimumEffect { get; init; } = 0.1;

    /// <summary>The number of explained rows below which a window is not judged.</summary>
    public int MinimumRows { get; init; } = 50;

    /// <summary>
    /// The severity of changed attributions. They are an indication and not damage: by default they only warn.
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
        // A minimum above the rows that a window can have would be a rule that never fires.
        .. Limits.Check($"{path}.minimumRows", MinimumRows, 1, Math.Max(1, (int)(RowsPerDay * Window.TotalDays))),
    ];
}
