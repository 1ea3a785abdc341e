using System.Text.Json.Serialization;

namespace RetrainGrains.Statistics.Multiplicity;

/// <summary>
/// The procedure LOND for e-values (Xu &amp; Ramdas 2024), rejecting from 1 / level on: the false share stays at most
/// alpha under any dependence between the tests, so one cause may move a whole fleet. It keeps two numbers.
/// </summary>
public sealed record ELond(double Alpha, long Tests, long Rejections)
{
    public static ELond Start(double alpha)
    {
        SortedTests.CheckAlpha(alpha);
        return new ELond(alpha, 0, 0);
    }

    /// <summary>The most that the inverse of the next e-value may be.</summary>
    [JsonIgnore]
    public double Level => Alpha * OnlineFdr.Share(Tests + 1) * (Rejections + 1);

    public OnlineDecision<ELond> Test(double eValue)
    {
        SortedTests.CheckEValue(eValue);
        var level = Level;
        var rejected = eValue >= 1 / level;
        var next = this with { Tests = Tests + 1, Rejections = Rejections + (rejected ? 1 : 0) };
        return new OnlineDecision<ELond>(next, level, rejected);
    }
}
