using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Windows;
using RetrainGrains.Statistics.Multiplicity;

namespace RetrainGrains.Domain.Attributions;

/// <summary>
/// The check of the champion's attributions for change. Rows of a day resemble each other, so days are compared: the
/// means of |φ| and of φ of each day of the window with those of the training days (<see cref="DayTest"/>), corrected
/// over all features (Holm), for features whose attribution has changed by at least the minimum effect.
/// </summary>
public static class AttributionCheck
{
    /// <summary>
    /// Compares the champion's recent attributions with those of its training rows; null when the policy does not ask
    /// for it or there is no champion.
    /// </summary>
    /// <param name="policy">The features to follow and the limits; null to follow none.</param>
    /// <param name="champion">The champion; null before the first.</param>
    /// <param name="held">The champion's recent attributions.</param>
    /// <param name="end">The first hour whose outcomes are too recent to be counted.</param>
    public static AttributionReport? Evaluate(
        AttributionPolicy? policy, AttributionFacts? champion, AttributionState? held, long end)
    {
        if (policy is null || champion is null) return null;
        if (ExplainedMember.Of(champion, held?.ArtifactId) is not { } member)
        {
            return new AttributionReport(champion.Version, 0, 0, 0, policy.Significance)
            {
                Missing = ExplainedMember.WhyNot(champion),
            };
        }
        end = HourBucket.DayOf(end);
        // The current day has not ended yet.
        var days = AttributionDay.Whole(
            (held?.IsOf(member) == true ? held.Days : [])
                .Where(day => day.Day < end && day.Day >= end - policy.Days));
        var report = new AttributionReport(
            champion.Version, days.Sum(day => day.Rows), days.Length, member.Profile.Days, policy.Significance);
        return days.IsEmpty || report.Rows < policy.MinimumRows
            ? report
            : report with { Features = Compare(policy, champion.Schema, member.Profile, days) };
    }

    private static ImmutableArray<AttributionEvidence> Compare(
        AttributionPolicy policy, FeatureSchema schema, AttributionProfile profile,
        ImmutableArray<AttributionDay> days)
    {
        var now = Enumerable.Range(0, profile.Places).Sum(place => days.Average(day => day.Strength(place)));
        var found = Enumerable.Range(0, profile.Places)
            .Select(place => Compare(profile.NameOf(place, schema), profile, place, days, now / profile.Total))
            .ToArray();
        // A test whose effect is within the minimum counts as having found nothing, so the error rate holds.
        double[] pValues =
            [.. found.Select(one => Math.Abs(one.Change) > policy.MinimumEffect ? one.PValue : 1)];
        var rejected = policy.Significance < 1
            ? Holm.Correct(pValues, policy.Significance).Rejected
            : [.. found.Select(one => Math.Abs(one.Change) > policy.MinimumEffect)];
        return
        [
            .. found.Select((one, place) => one with { Moved = rejected[place] })
                .OrderByDescending(one => one.Moved).ThenByDescending(one => Math.Abs(one.Change))
                .Take(AttributionReport.ListedMax),
        ];
    }

    private static AttributionEvidence Compare(
        string feature, AttributionProfile profile, int place, ImmutableArray<AttributionDay> days, double allNow)
    {
        var (before, directions) = (profile.Strengths(place), profile.Directions(place));
        double[] now = [.. days.Select(day => day.Strength(place) / profile.Total)];
        double[] directionsNow = [.. days.Select(day => day.Direction(place) / profile.Total)];
        var stronger = now.Average() - before.Average();
        var turned = directionsNow.Average() - directions.Average();
        var (measure, change, test) = Math.Abs(turned) > Math.Abs(stronger)
            ? (AttributionMeasure.Direction, turned, DayTest.PValue(directions, directionsNow))
            : (AttributionMeasure.Strength, stronger, DayTest.PValue(before, now));
        // The reported measure was chosen after seeing both p-values: both are paid for (Bonferroni).
        return new AttributionEvidence(
            feature, before.Average(), allNow == 0 ? 0 : now.Average() / allNow, measure, change,
            Math.Min(1, 2 * test), Moved: false);
    }
}
