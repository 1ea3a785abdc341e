using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Baselines;

/// <summary>A model with one prediction per hour of the week, in UTC.</summary>
internal sealed class SeasonalModel(double[] byHourOfWeek) : Model
{
    public const int HoursPerWeek = 168;
    private const long MillisecondsPerHour = 3_600_000;

    // 1970-01-01 was a Thursday: three days after the Monday on which our week starts.
    private const long EpochHourOfWeek = 72;

    public override ModelKind Kind => ModelKind.Seasonal;

    public static int HourOfWeek(long unixMilliseconds)
    {
        var hour = (Math.DivRem(unixMilliseconds, MillisecondsPerHour).Quotient + EpochHourOfWeek) % HoursPerWeek;
        if (unixMilliseconds < 0 && unixMilliseconds % MillisecondsPerHour != 0) hour--;
        return (int)((hour + HoursPerWeek) % HoursPerWeek);
    }

    public override void Write(ArtifactWriter writer) => writer.WriteDoubles(byHourOfWeek);

    public override Predictor Compile() => new Seasonal(byHourOfWeek);

    public static SeasonalModel Read(ArtifactReader reader) =>
        new(reader.ReadFiniteDoubles(HoursPerWeek, "hourly values"));

    private sealed class Seasonal(double[] byHourOfWeek) : Predictor
    {
        public override double Predict(ReadOnlySpan<float> features, long unixMilliseconds) =>
            byHourOfWeek[HourOfWeek(unixMilliseconds)];
    }
}
