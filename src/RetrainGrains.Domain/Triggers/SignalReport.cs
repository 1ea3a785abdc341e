using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Triggers;

/// <summary>A change of the facts, in words that continue "if …" and as a function.</summary>
public sealed record WhatIf(string Words, Func<TriggerFacts, TriggerFacts> Apply)
{
    /// <summary>
    /// The moment from which on the clock alone brings the change, with words that name the clock; null when it does
    /// not.
    /// </summary>
    public DateTimeOffset? By { get; init; }

    /// <summary>The moment at which the words become true; null when the clock does not bring it.</summary>
    public DateTimeOffset? At { get; init; }
}

/// <summary>
/// The report of a signal: fired or not, its severity, its text, and its distance from firing as a share of its limit.
/// </summary>
public sealed record SignalReport(string Name, string Kind, Severity Severity, bool Fired, string Text)
{
    /// <summary>The distance from firing: 0 when it has fired; a signal at half its limit is 0.5 away.</summary>
    public double Distance { get; init; }

    /// <summary>
    /// The name of the alert, which is notified once from when the signal fires until it clears; null when the signal
    /// is no alert, such as a clock.
    /// </summary>
    public string? Alert { get; init; }

    /// <summary>
    /// Returns true when the signal only reports passed time or rows: it is suspended while runs keep failing.
    /// </summary>
    public bool OnSchedule { get; init; }

    /// <summary>
    /// Returns true for a signal that could not be judged; its text says why, and is told beside all others.
    /// </summary>
    public bool NoVerdict { get; init; }

    /// <summary>The change that would make it fire; null when none is known.</summary>
    public WhatIf? ToFire { get; init; }

    /// <summary>The change that would make it stop firing; null when none is known.</summary>
    public WhatIf? ToRest { get; init; }
}
