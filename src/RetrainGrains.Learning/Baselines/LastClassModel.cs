using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Explaining;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Baselines;

/// <summary>A model of two classes after the last one: the share with which a 1 follows it.</summary>
internal sealed class LastClassModel(int feature, double afterZero, double afterOne, double afterMissing) : Model
{
    // A class may arrive as a probability or a vote: from one half on it counts as 1.
    public const float Boundary = 0.5f;

    public override ModelKind Kind => ModelKind.LastClass;

    public int Feature { get; } = feature;

    public double AfterZero { get; } = afterZero;

    public double AfterOne { get; } = afterOne;

    public double AfterMissing { get; } = afterMissing;

    public override void Write(ArtifactWriter writer) => writer.WriteDoubles([AfterZero, AfterOne, AfterMissing]);

    public override Attribution Explain() => new Shares(this);

    public override Predictor Compile() => new LastClass(this);

    public static LastClassModel Read(ArtifactReader reader, DatasetSchema schema) =>
        new(LastValueModel.RequireFeature(reader, schema),
            reader.ReadProbability("probability after 0"),
            reader.ReadProbability("probability after 1"),
            reader.ReadProbability("probability after missing"));

    private double After(float last) => float.IsNaN(last) ? AfterMissing : last >= Boundary ? AfterOne : AfterZero;

    /// <summary>The attribution to the last class: its share against the one after a missing class.</summary>
    private sealed class Shares(LastClassModel model) : Attribution
    {
        public override Link Link => Link.Identity;

        public override void AddTo(Span<double> attributions, ReadOnlySpan<float> features)
        {
            attributions[^1] += model.AfterMissing;
            attributions[model.Feature] += model.After(features[model.Feature]) - model.AfterMissing;
        }
    }

    private sealed class LastClass(LastClassModel model) : Predictor
    {
        public override double Predict(ReadOnlySpan<float> features, long unixMilliseconds) =>
            model.After(features[model.Feature]);
    }
}
