using System.Text.Json.Serialization;

namespace RetrainGrains.Statistics.Multiplicity;

/// <summary>
/// The control of the share of false alarms in a stream of tests that never ends: each p-value gets its own level and
/// is decided at once. The state is a value: keep it, send it, go on from it.
/// </summary>
[JsonDerivedType(typeof(LordPlusPlus), "lord++")]
[JsonDerivedType(typeof(Lond), "lond")]
public abstract record OnlineFdr(double Alpha, long Tests, long Rejections)
{
    /// <summary>The most that the next p-value may be.</summary>
    [JsonIgnore]
    public abstract double Level { get; }

    public OnlineDecision<OnlineFdr> Test(double pValue)
    {
        SortedTests.CheckPValue(pValue);
        var level = Level;
        var rejected = pValue <= level;
        return new OnlineDecision<OnlineFdr>(After(rejected), level, rejected);
    }

    protected abstract OnlineFdr After(bool rejected);

    /// <summary>
    /// The share of alpha that the j-th test after an event may spend: log(max(j, 2)) / (j · exp √log j), as Javanmard
    /// &amp; Montanari (2018, eq. 31) found good for LORD. With this factor, that of R's onlineFDR, all shares together
    /// are 0.976.
    /// </summary>
    internal static double Share(long j) =>
        0.07720838 * Math.Log(Math.Max(j, 2)) / (j * Math.Exp(Math.Sqrt(Math.Log(j))));
}
