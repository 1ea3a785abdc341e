namespace RetrainGrains.Statistics.Multiplicity;

/// <summary>
/// The procedure LORD++ (Ramdas, Yang, Wainwright &amp; Jordan 2017): levels rise after each rejection and fade with
/// the tests since. The false share of all rejections is at most alpha for independent p-values. It needs the times of
/// all rejections; the latest 256 are kept. To forget an older one only lowers the levels that follow (its part of
/// alpha is not spent any more), and levels still never fall when one more test is rejected, which is all that the
/// proof asks for.
/// </summary>
public sealed record LordPlusPlus(
    double Alpha, double InitialWealth, long Tests, long Rejections, ImmutableArray<long> RejectionTimes)
    : OnlineFdr(Alpha, Tests, Rejections)
{
    public const int KeptRejections = 256;

    /// <summary>A tenth of alpha is there before the first rejection, as in R's onlineFDR.</summary>
    public static LordPlusPlus Start(double alpha) => Start(alpha, alpha / 10);

    public static LordPlusPlus Start(double alpha, double initialWealth)
    {
        SortedTests.CheckAlpha(alpha);
        if (!(initialWealth > 0 && initialWealth <= alpha))
        {
            throw new ArgumentException(
                $"initialWealth is {initialWealth}; it must be above 0 and at most alpha, {alpha}",
                nameof(initialWealth));
        }
        return new LordPlusPlus(alpha, initialWealth, 0, 0, []);
    }

    public override double Level
    {
        get
        {
            var test = Tests + 1;
            var level = InitialWealth * Share(test);
            for (var index = 0; index < RejectionTimes.Length; index++)
            {
                var first = index == 0 && Rejections == RejectionTimes.Length;
                level += (first ? Alpha - InitialWealth : Alpha) * Share(test - RejectionTimes[index]);
            }
            return level;
        }
    }

    protected override LordPlusPlus After(bool rejected)
    {
        if (!rejected) return this with { Tests = Tests + 1 };
        var kept = RejectionTimes.Length < KeptRejections ? RejectionTimes : RejectionTimes.RemoveAt(0);
        return this with { Tests = Tests + 1, Rejections = Rejections + 1, RejectionTimes = kept.Add(Tests + 1) };
    }
}
