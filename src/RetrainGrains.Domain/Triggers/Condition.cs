using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Triggers;

/// <summary>When a rule holds, as a tree: a signal, or a number of parts of which enough must hold.</summary>
public abstract record Condition
{
    /// <summary>Reads a condition that has been validated.</summary>
    public static Condition Of(string text) => ConditionParser.Parse(text, TriggerSignals.Names) switch
    {
        ({ } condition, _) => condition,
        (_, var broken) => throw new FormatException($"'{text}' {broken}"),
    };

    /// <summary>Every signal that the condition speaks of.</summary>
    public abstract IEnumerable<SignalCondition> Signals { get; }
}

/// <summary>A signal that has fired with at least this severity.</summary>
public sealed record SignalCondition(string Signal, Severity AtLeast) : Condition
{
    public override IEnumerable<SignalCondition> Signals => [this];

    /// <summary>Whether a reading is of this signal: "performance" also stands for "performance.rmse".</summary>
    public bool IsAbout(SignalReport reading) =>
        reading.Name.StartsWith(Signal, StringComparison.Ordinal)
            && (reading.Name.Length == Signal.Length || reading.Name[Signal.Length] == '.');

    public override string ToString() =>
        AtLeast == Severity.Info ? Signal : $"{Signal}:{AtLeast.ToString().ToLowerInvariant()}";
}

/// <summary>Several parts of which at least as many as needed must hold: one is "any", each is "all".</summary>
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
