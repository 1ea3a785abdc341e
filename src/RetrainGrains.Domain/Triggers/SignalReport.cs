using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Triggers;

/// <summary>A change of the facts, in words that continue "if …" and as a function.</summary>
public sealed record WhatIf(string Words, Func<TriggerFacts, TriggerFacts> Apply)
{
    /// <summary>The clock alone brings it, from this moment on; its words say by what.</summary>
    public DateTimeOffset? By { get; init; }

    /// <summary>Its words come true at this moment.</summary>
    public DateTimeOffset? At { get; init; }
}

/// <summary>
/// What a signal says now: whether it speaks for retraining, how severely, in words, and how far it is from firing as a
/// share of its limit.
/// </summary>
public sealed record SignalReport(string Name, string Kind, Severity Severity, bool Fired, string Text)
{
    /// <summary>0 when it has fired; a signal at half its limit is 0.5 away.</summary>
    public double Distance { get; init; }

    /// <summary>
    /// Under this name it is told once from when it fires until it clears; null for what is no alert, such as a clock.
    /// </summary>
    public string? Alert { get; init; }

    /// <summary>It only says that time or rows have passed: it rests while runs keep failing.</summary>
    public bool OnSchedule { get; init; }

    /// <summary>What would make it fire; null when nothing in sight would.</summary>
    public WhatIf? ToFire { get; init; }

    /// <summary>What would make it silent.</summary>
    public WhatIf? ToRest { get; init; }
}
