using RetrainGrains.Learning.Artifacts;

namespace RetrainGrains.Learning.Calibration;

/// <summary>Turns a model's probabilities into ones that come true as often as they say.</summary>
internal abstract class CalibrationMap
{
    public abstract CalibrationMethod Method { get; }

    public abstract double Apply(double probability);

    protected abstract void WriteBody(ArtifactWriter writer);

    public static CalibrationMap Fit(
        CalibrationMethod method, ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> outcomes) => method switch
        {
            CalibrationMethod.Isotonic => IsotonicMap.Fit(probabilities, outcomes),
            _ => PlattMap.Fit(probabilities, outcomes),
        };

    public void Write(ArtifactWriter writer)
    {
        writer.WriteByte((byte)Method);
        WriteBody(writer);
    }

    public static CalibrationMap Read(ArtifactReader reader) =>
        reader.ReadEnum<CalibrationMethod>("calibration method") switch
        {
            CalibrationMethod.Isotonic => IsotonicMap.Read(reader),
            _ => PlattMap.Read(reader),
        };
}
