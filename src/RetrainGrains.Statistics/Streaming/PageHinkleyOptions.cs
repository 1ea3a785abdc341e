namespace RetrainGrains.Statistics.Streaming;

/// <summary>The shift that Page–Hinkley waits for. Defaults are river's, in units of the stream.</summary>
public sealed record PageHinkleyOptions
{
    /// <summary>
    /// The settings with everything in standard deviations of the stream so far: alarms do not depend on the unit. By
    /// Siegmund's approximation a stationary normal stream then runs some 1.3 million observations between two alarms.
    /// </summary>
    public static PageHinkleyOptions Standardised { get; } = new() { Standardise = true, Delta = 0.1 };

    /// <summary>
    /// The number of observations before the first alarm; when standardising, also before anything is summed up.
    /// </summary>
    public int MinimumCount { get; init; } = 30;

    /// <summary>The shift that is tolerated.</summary>
    public double Delta { get; init; } = 0.005;

    /// <summary>The sum of shifts that alarms (lambda).</summary>
    public double Threshold { get; init; } = 50;

    /// <summary>The share of the sum that remains from one observation to the next (alpha), in (0, 1].</summary>
    public double Forgetting { get; init; } = 0.9999;

    /// <summary>The direction that alarms: up is what a loss asks for.</summary>
    public ShiftDirection Direction { get; init; } = ShiftDirection.Up;

    public PageHinkleyForm Form { get; init; } = PageHinkleyForm.Floored;

    public bool Standardise { get; init; }
}
