using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Explaining;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Baselines;

/// <summary>The same prediction for every row.</summary>
internal sealed class ConstantModel(double value) : Model
{
    public override ModelKind Kind => ModelKind.Constant;

    public double Value => value;

    public override void Write(ArtifactWriter writer) => writer.WriteDouble(value);

    public override Predictor Compile() => new Constant(value);

    public override Attribution Explain() => new BaselineAttributions(value);

    public static ConstantModel Read(ArtifactReader reader) => new(reader.ReadFiniteDouble("constant"));

    private sealed class Constant(double value) : Predictor
    {
        public override double Predict(ReadOnlySpan<float> features, long unixMilliseconds) => value;
    }
}
