namespace RetrainGrains.Statistics.Multiplicity;

/// <summary>
/// The procedure LOND (Javanmard &amp; Montanari 2015): the level fades with the tests and grows with the number of
/// rejections. At most the share alpha of them is false for independent and for positively dependent p-values (Zrnic,
/// Ramdas &amp; Jordan 2021). It keeps two numbers.
/// </summary>
public sealed record Lond(double Alpha, long Tests, long Rejections) : OnlineFdr(Alpha, Tests, Rejections)
{
    public static Lond Start(double alpha)
    {
        SortedTests.CheckAlpha(alpha);
        return new Lond(alpha, 0, 0);
    }

    public override double Level => Alpha * Share(Tests + 1) * (Rejections + 1);

    protected override Lond After(bool rejected) =>
        this with { Tests = Tests + 1, Rejections = Rejections + (rejected ? 1 : 0) };
}
