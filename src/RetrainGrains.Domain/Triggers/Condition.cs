using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Triggers;

/// <summary>The condition of a rule, as a tree: a signal, or a number of parts of which enough must hold.</summary>
public abstract record Condition
{
    /// <summary>Parses a condition that has been validated.</summary>
    public static Condition Of(string text) => ConditionParser.Parse(text, TriggerSignals.Names) switch
    {
        ({ } condition, _) => condition,
        (_, var broken) => throw new FormatException($"'{text}' {broken}"),
    };

    /// <summary>The signals that the condition names.</summary>
    public abstract IEnumerable<SignalCondition> Signals { get; }
}

/// <summary>A signal that has fired with at least this severity.</summary>
public sealed record SignalCondition(string Signal, Severity AtLeast) : Condition
{
    public override IEnumerable<SignalCondition> Signals => [this];

    /// <summary>
    /// Returns true when a report is of this signal: "performance" also stands for "performance.rmse".
    /// </summary>
    public bool IsAbout(SignalReport reading) =>
        reading.Name.StartsWith(Signal, StringComparison.Ordinal)
            && (reading.Name.Length == Signal.Length || reading.Name[Signal.Length] == '.');

    public override string ToString() =>
        AtLeast == Severity.Info ? Signal : $"{Signal}:{AtLeast.ToString().ToLowerInvariant()}";
}

/// <summary>A number of parts of which at least as many as needed must hold: one is "any", each is "all".</summary>
public sealed record CountCondition(int Needed, ImmutableArray<Condition> Parts) : Condition
{
    public override IEnumerable<SignalCondition> Signals => Parts.SelectMany(part => part.Signals);

    public string Quantifier => Needed == 1 ? "any" : Needed == Parts.Length ? "all" : $"at least {Needed}";

    public override string ToString()
    {
        var parts = string.Join(", ", Parts);
        return Needed == 1 ? $"any({parts})" : Needed == Parts.Length ? $"all({parts})" : $"atLeast({Needed}, {parts})";
    }
}
