using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Triggers;

/// <summary>
/// One line of the policy that a person can read: a name, when it holds (see <see cref="ConditionParser"/>), and how
/// severe the run is that it starts; without a severity, as severe as the signals behind it.
/// </summary>
public sealed record TriggerRule(string Name, string When, Severity? Severity = null)
{
    public const int NameMax = 60;

    public IEnumerable<Problem> Validate(string path)
    {
        if (string.IsNullOrWhiteSpace(Name) || Name.Length > NameMax)
        {
            yield return Problem.Of($"{path}.name", Name, $"must have 1 to {NameMax} characters");
        }
        if (ConditionParser.Parse(When, TriggerSignals.Names).Broken is { } broken)
        {
            yield return Problem.Of($"{path}.when", When, broken);
        }
    }
}
