namespace RetrainGrains.Domain.Triggers;

/// <summary>
/// A signal that may call for retraining. A rule names it (<see cref="TriggerRule.When"/>); to add one, write a class
/// and list it in <see cref="TriggerSignals"/>.
/// </summary>
public interface ITriggerSignal
{
    /// <summary>The name in rules, reports and the ledger, in camel case; it is stored and never changes.</summary>
    string Name { get; }

    /// <summary>The names of its sides, such as "performance.rmse"; none when it has only one.</summary>
    IEnumerable<string> Sides => [];

    /// <summary>
    /// Reads the facts of a check. A signal that is switched off or has nothing to judge gives no report; one with
    /// several sides, such as performance with one for each metric, gives several.
    /// </summary>
    IEnumerable<SignalReport> Read(TriggerPolicies policies, TriggerFacts facts);
}
