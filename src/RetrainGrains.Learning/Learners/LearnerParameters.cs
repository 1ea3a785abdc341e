using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.Learners;

/// <summary>
/// The hyper-parameters of one learner, typed for code and by name for search, wire and command line.
/// </summary>
public abstract record LearnerParameters
{
    public TargetForm TargetForm { get; init; } = TargetForm.Level;

    /// <summary>The name, bounds and current value of every hyper-parameter.</summary>
    public abstract IReadOnlyList<ParameterValue> Values { get; }

    /// <summary>Replaces some parameters by name; all errors are reported at once.</summary>
    public abstract LearnerParameters With(IReadOnlyDictionary<string, double> replacements);

    public virtual IReadOnlyList<string> Validate() =>
        [.. Values.Where(v => v.Error is not null).Select(v => v.Error!)];

    internal void ThrowIfInvalid()
    {
        var errors = Validate();
        if (errors.Count > 0) throw new ArgumentException(string.Join(" ", errors));
    }
}

/// <summary>A hyper-parameter with its value and bounds.</summary>
public sealed record ParameterValue(string Name, double Value, double Minimum, double Maximum, bool IsInteger)
{
    internal string? Error
    {
        get
        {
            var isWhole = !IsInteger || Value == Math.Floor(Value);
            return Value >= Minimum && Value <= Maximum && isWhole
                ? null
                : $"{Name} is {Value}; it must be {(IsInteger ? "a whole number " : "")}from {Minimum} to {Maximum}.";
        }
    }
}
