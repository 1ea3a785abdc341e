using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Baselines;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Tests.Stacking;

/// <summary>Knows by heart what it was told and nothing else: it wins where later rows slip into training.</summary>
internal sealed class Memoriser() : Learner<BaselineParameters>("memoriser", BaselineParameters.Default)
{
    /// <summary>The last row of each training, in their order.</summary>
    public List<long> LastRows { get; } = [];

    protected override Model FitModel(
        Dataset rows, BaselineParameters parameters, ulong seed, FitOptions options, Model? basis, List<string> notes)
    {
        LastRows.Add(rows.UnixMilliseconds[^1]);
        var known = new Dictionary<long, double>();
        for (var row = 0; row < rows.Count; row++) known[rows.UnixMilliseconds[row]] = rows.Targets[row];
        return new Memory(known);
    }

    private sealed class Memory(Dictionary<long, double> known) : Model
    {
        public override ModelKind Kind => ModelKind.Constant;

        public override void Write(ArtifactWriter writer) => writer.WriteDouble(0);

        public override Predictor Compile() => new Recall(known);
    }

    private sealed class Recall(Dictionary<long, double> known) : Predictor
    {
        public override double Predict(ReadOnlySpan<float> features, long unixMilliseconds) =>
            known.GetValueOrDefault(unixMilliseconds, -1_000);
    }
}
