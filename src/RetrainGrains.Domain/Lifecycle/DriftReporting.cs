using RetrainGrains.Domain.Drift;

namespace RetrainGrains.Domain.Lifecycle;

/// <summary>
/// The report of a check to the fleet. A model has one hypothesis a day, at the day's first check: its smallest p-value
/// among the statistics that drifted, times the number of tests, and 1 when drift is not sustained. Without drift that
/// is at most x with a chance of at most x. A 1 is not sent: the fleet counts every model without a report as one.
/// </summary>
public static class DriftReporting
{
    public static ReportDrift? Of(ModelState before, ModelChecked check)
    {
        var policy = before.Policy.Drift;
        if (check.DriftStreak == 0)
        {
            return before.DriftStreak > 0 ? new ReportDrift(check.At, 1, policy.Severity, "") : null;
        }
        // A check that compared nothing only keeps the streak.
        if (check.Drift.IsEmpty) return null;
        if (check.DriftStreak < policy.SustainedChecks || DayOf(before.LastCheck) == DayOf(check.At)) return null;
        var tests = DriftCheck.TestsOf(policy, before.Schema);
        // NaN when there is nothing to compare.
        var smallest = check.Drift.Min(evidence => double.IsNaN(evidence.PValue) ? 1 : evidence.PValue);
        var report = new DriftReport(
            check.Outcomes, tests, DriftCheck.LevelOf(policy, before.Schema), check.Drift, policy.Correction);
        return new ReportDrift(
            check.At, Math.Min(1, smallest * tests), check.Drift.Max(evidence => evidence.Severity) ?? policy.Severity,
            report.Describe(check.DriftStreak));
    }

    private static DateTime? DayOf(DateTimeOffset? at) => at?.UtcDateTime.Date;
}
