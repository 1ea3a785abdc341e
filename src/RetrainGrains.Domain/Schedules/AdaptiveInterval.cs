namespace RetrainGrains.Domain.Schedules;

/// <summary>The latest setting of an adaptive interval, with its score and reason.</summary>
public sealed record IntervalDecision(int Days, double Score, string Reason);

/// <summary>
/// The sources' literal rule: below the poor score the days are multiplied by 0.7 and truncated, not under the floor;
/// above the excellent score by 1.3 and truncated, not over the cap; between them they stay.
/// </summary>
public static class AdaptiveInterval
{
    public static IntervalDecision Next(AdaptiveSchedule schedule, int days, double score)
    {
        if (double.IsNaN(score))
        {
            return new IntervalDecision(days, score, FormattableString.Invariant(
                $"the score has no value, all outcomes are equal: it keeps {days} days"));
        }
        if (score < schedule.PoorScore)
        {
            var shorter = Math.Max(schedule.FloorDays, (int)(days * schedule.Shorten));
            return new IntervalDecision(shorter, score, FormattableString.Invariant(
                $"score {score:0.###} is below {schedule.PoorScore}: {days} → {shorter} days"));
        }
        if (score > schedule.ExcellentScore)
        {
            var longer = Math.Min(schedule.CapDays, (int)(days * schedule.Lengthen));
            return new IntervalDecision(longer, score, FormattableString.Invariant(
                $"score {score:0.###} is above {schedule.ExcellentScore}: {days} → {longer} days"));
        }
        return new IntervalDecision(days, score, FormattableString.Invariant($"score {score:0.###} keeps {days} days"));
    }
}
