using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Triggers;

/// <summary>
/// A line of the policy that a person can read: a name, its condition (see <see cref="ConditionParser"/>), and the
/// severity of the run that it starts; the severity of its signals when null.
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
