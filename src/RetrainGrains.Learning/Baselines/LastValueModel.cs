using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Explaining;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Baselines;

/// <summary>A persistence model of numbers: it predicts the last value.</summary>
internal sealed class LastValueModel(int feature, double whenMissing) : Model
{
    public override ModelKind Kind => ModelKind.LastValue;

    public int Feature => feature;

    public double WhenMissing => whenMissing;

    public override void Write(ArtifactWriter writer) => writer.WriteDouble(whenMissing);

    public override Predictor Compile() => new LastValue(feature, whenMissing);

    public override Attribution Explain() => new BaselineAttributions(whenMissing, feature);

    public static LastValueModel Read(ArtifactReader reader, DatasetSchema schema) =>
        new(RequireFeature(reader, schema), reader.ReadFiniteDouble("value when missing"));

    internal static int RequireFeature(ArtifactReader reader, DatasetSchema schema) =>
        schema.LastValueFeature ?? throw reader.Error("persistence needs a last-value feature");

    private sealed class LastValue(int feature, double whenMissing) : Predictor
    {
        public override double Predict(ReadOnlySpan<float> features, long unixMilliseconds)
        {
            var last = features[feature];
            return float.IsFinite(last) ? last : whenMissing;
        }
    }
}
