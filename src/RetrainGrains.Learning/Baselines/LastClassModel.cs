using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Baselines;

/// <summary>A persistence model of two classes: the share with which a 1 followed the last value.</summary>
internal sealed class LastClassModel(int feature, double afterZero, double afterOne, double afterMissing) : Model
{
    // A class may arrive as a probability or a vote: from one half on it counts as 1.
    public const float Boundary = 0.5f;

    public override ModelKind Kind => ModelKind.LastClass;

    public override void Write(ArtifactWriter writer) => writer.WriteDoubles([afterZero, afterOne, afterMissing]);

    public override Predictor Compile() => new LastClass(feature, afterZero, afterOne, afterMissing);

    public static LastClassModel Read(ArtifactReader reader, DatasetSchema schema) =>
        new(LastValueModel.RequireFeature(reader, schema),
            reader.ReadProbability("probability after 0"),
            reader.ReadProbability("probability after 1"),
            reader.ReadProbability("probability after missing"));

    private sealed class LastClass(int feature, double afterZero, double afterOne, double afterMissing) : Predictor
    {
        public override double Predict(ReadOnlySpan<float> features, long unixMilliseconds)
        {
            var last = features[feature];
            if (float.IsNaN(last)) return afterMissing;
            return last >= Boundary ? afterOne : afterZero;
        }
    }
}
