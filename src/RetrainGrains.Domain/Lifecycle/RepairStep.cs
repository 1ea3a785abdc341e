using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Repairs;

namespace RetrainGrains.Domain.Lifecycle;

/// <summary>The step at the end of a repair: it tells what was changed, and who had learned from it.</summary>
internal static class RepairStep
{
    public static LifecycleDecision Decide(RepairEnded ended, DateTimeOffset now)
    {
        var (order, tally) = (ended.Repair.Order, ended.Repair.Tally);
        var repaired = new FactsRepaired(
            now, order.Kind, order.RequestId, order.By, order.Reason, order.Scope, tally.Rows, tally.Outcomes,
            tally.EntityOutcomes, tally.First, tally.Last, tally.Fingerprint, tally.Learned(ended.Versions));
        return new LifecycleDecision([repaired], [new Notify(Severity.Info, Text(repaired))]);
    }

    private static string Text(FactsRepaired repaired)
    {
        var did = repaired.Repair switch
        {
            RepairKind.Correction => "corrected",
            RepairKind.Withdrawal => "withdrew",
            _ => "erased",
        };
        var learned = repaired.Versions.IsEmpty
            ? "no version had learned from them"
            : $"learned from by {string.Join(", ", repaired.Versions.Select(version => version.Recipe))}";
        return FormattableString.Invariant(
            $"{repaired.By} {did} {repaired.Rows} rows ({repaired.Scope}): {repaired.Reason}; {learned}");
    }
}
