using MathNet.Numerics.Distributions;
using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Windows;

namespace RetrainGrains.Domain.Probation;

/// <summary>The probation of a new version: its start, and the version that returns if it fails.</summary>
public sealed record ProbationState(DateTimeOffset StartedAt, ModelVersion Predecessor);

/// <summary>The verdict of a probation.</summary>
public enum ProbationVerdict
{
    Hold = 0,
    Confirm = 1,
    RollBack = 2,
}

/// <summary>The decision of a probation: to continue, confirm, or roll back, with the reason.</summary>
public sealed record ProbationDecision(ProbationVerdict Verdict, string Reason);

/// <summary>
/// The rule that decides whether the new version is worse than the one it replaced, on the same rows: a paired
/// one-sided t-test on daily mean loss differences; days, because errors within a day are correlated. The level is
/// divided among the days of tests (Bonferroni), so that it holds for the whole probation, however often it is tested.
/// </summary>
public static class ProbationRule
{
    public static ProbationDecision Decide(
        ProbationPolicy policy, ProbationState probation, LossByDay excess, double predecessorLoss, DateTimeOffset now)
    {
        var over = now - probation.StartedAt >= policy.Length;
        if (excess.Days < policy.MinimumDays)
        {
            return over
                ? new(ProbationVerdict.Confirm,
                    $"only {excess.Days} days with outcomes in {Formatted.Days(policy.Length)}: nothing speaks "
                        + "against it")
                : new(ProbationVerdict.Hold, $"{excess.Days} days seen, {policy.MinimumDays} are needed");
        }
        // A predecessor without any loss is left by however little more.
        var share = predecessorLoss > 0 ? excess.Mean / predecessorLoss
            : excess.Mean > 0 ? double.PositiveInfinity
            : 0;
        var pValue = UpperTail(excess);
        var evidence = $"loss {Formatted.Percent(Math.Abs(share))} {(share > 0 ? "above" : "below")} its predecessor's "
            + $"on the same rows of {excess.Days} days (p = {Formatted.Number(pValue)})";
        var looks = Math.Max(1, (int)policy.Length.TotalDays - policy.MinimumDays + 1);
        if (share > policy.WorseBy && pValue <= policy.Significance / looks)
        {
            return new(ProbationVerdict.RollBack, evidence);
        }
        return new(over ? ProbationVerdict.Confirm : ProbationVerdict.Hold, evidence);
    }

    private static double UpperTail(LossByDay excess)
    {
        var error = Math.Sqrt(excess.Variance / excess.Days);
        if (error == 0) return excess.Mean > 0 ? 0 : 1;
        return 1 - StudentT.CDF(0, 1, excess.Days - 1, excess.Mean / error);
    }
}
