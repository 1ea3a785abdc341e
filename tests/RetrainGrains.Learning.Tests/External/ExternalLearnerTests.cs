using System.Security.Cryptography;
using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Blending;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Explaining;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Registry;

namespace RetrainGrains.Learning.Tests.External;

public sealed class ExternalLearnerTests
{
    private const int ChecksumBytes = 8;
    private static readonly byte[] Content = [1, 2, 3];

    private static readonly Dataset Rows = SyntheticRows.Create(300, 3, 1, x => 5 + x[0], lastValueFeature: 1);

    [Fact]
    public void What_a_worker_made_is_read_back_with_the_fallback()
    {
        var artifact = ModelRegistry.Parse(Fit(Rows, TargetForm.Level).Bytes.Span);

        Assert.Equal("worker:lstm", artifact.Learner);
        Assert.Equal(Content, artifact.ExternalContent!.Value.ToArray());
        Assert.Equal(5.3, artifact.CreateScorer().Score([0.3f, -0.2f, 0.5f], 0), 0.05);
        Assert.Null(Fitting.Fit("ridge", Rows).ExternalContent);
    }

    [Theory]
    [InlineData(TargetForm.Change)]
    [InlineData(TargetForm.Log)]
    public void A_worker_is_taught_the_formed_target_and_its_answers_and_the_fallbacks_are_turned_back(TargetForm form)
    {
        Dataset? taught = null;

        var scorer = Fit(Rows, form, rows => taught = rows).CreateScorer();

        float[] features = [0.3f, -0.2f, 0.5f];
        var expected = form == TargetForm.Change ? Rows.ToChanges() : Rows.ToLogs();
        Assert.Equal(expected.Targets.ToArray(), taught!.Targets.ToArray());
        var answer = form == TargetForm.Change ? 5.5 : Math.Log(6.3);
        Assert.Equal(5.3, scorer.FromAnswer(features, answer), 1e-6);
        Assert.Equal(5.3, scorer.Score(features, 0), 0.1);
    }

    [Fact]
    public void A_change_of_an_unknown_last_value_is_the_mean_whatever_the_worker_answers()
    {
        var scorer = Fit(Rows, TargetForm.Change).CreateScorer();

        Assert.Equal(Rows.MeanTarget(), scorer.FromAnswer([0.3f, float.NaN, 0], 99), 1e-12);
    }

    [Theory]
    [InlineData(PredictionTask.Regression, double.NaN, false)]
    [InlineData(PredictionTask.Regression, double.NegativeInfinity, false)]
    [InlineData(PredictionTask.Regression, -3, true)]
    [InlineData(PredictionTask.BinaryClassification, 1.01, false)]
    [InlineData(PredictionTask.BinaryClassification, -0.01, false)]
    [InlineData(PredictionTask.BinaryClassification, 1, true)]
    public void What_is_no_prediction_is_no_answer(PredictionTask task, double answer, bool counts)
    {
        var rows = SyntheticRows.Create(300, 2, 1, x => x[0] > 0 ? 1 : 0, task);

        var said = Fit(rows, TargetForm.Level).CreateScorer().FromAnswer([0, 0], answer);

        Assert.Equal(counts ? answer : double.NaN, said);
    }

    [Fact]
    public void Where_nothing_linear_can_be_learned_the_fallback_is_the_mean()
    {
        var oneClass = SyntheticRows.Create(100, 2, 1, _ => 1, PredictionTask.BinaryClassification);

        Assert.InRange(Fit(oneClass, TargetForm.Level).CreateScorer().Score([0, 0], 0), 0.9, 1);
    }

    [Fact]
    public void A_form_that_the_rows_do_not_allow_fails_before_the_worker_is_asked()
    {
        var learner = LearnerRegistry.External("worker:lstm", (_, _, _) => throw new InvalidOperationException());
        var rows = SyntheticRows.Create(100, 2, 1, x => x[0]);

        var result = learner.Fit(
            rows, learner.Defaults with { TargetForm = TargetForm.Change }, 1, FitOptions.Default);

        Assert.Contains("needs the schema to name the last-value feature", result.Failure);
    }

    [Fact]
    public void It_has_no_explanation_and_no_place_in_a_blend()
    {
        var artifact = Fit(Rows, TargetForm.Level);

        var unexplained = Assert.Throws<ExplanationException>(() => artifact.CreateExplainer());
        var unblended = Assert.Throws<ArgumentException>(() => Blend.Create([(1, artifact)]));

        Assert.Equal("Attributions are not available for a model of kind External.", unexplained.Message);
        Assert.Contains("a blend cannot hold a blend or a worker's model", unblended.Message);
    }

    [Fact]
    public void Lengths_that_lie_and_a_fallback_within_a_fallback_are_refused()
    {
        var bytes = Fit(Rows, TargetForm.Level).Bytes.ToArray();
        var at = bytes.AsSpan().IndexOf(Content) - sizeof(int);

        Assert.Contains("length of a worker's model is 0; it must be at least 1", Forged(at, 0));
        Assert.Contains("a worker's model needs 255 bytes", Forged(at, 255));
        Assert.Contains(
            "a blend or a fallback cannot hold a blend or a worker's model", Forged(at + sizeof(int) + 3, 8));

        string Forged(int position, byte value)
        {
            var forged = bytes.ToArray();
            forged[position] = value;
            SHA256.HashData(forged.AsSpan(..^ChecksumBytes)).AsSpan(0, ChecksumBytes)
                .CopyTo(forged.AsSpan(forged.Length - ChecksumBytes));
            return Assert.Throws<ArtifactException>(() => ModelRegistry.Parse(forged)).Message;
        }
    }

    private static Artifact Fit(Dataset rows, TargetForm form, Action<Dataset>? taught = null)
    {
        var learner = LearnerRegistry.External("worker:lstm", (given, _, _) =>
        {
            taught?.Invoke(given);
            return Content;
        });
        var result = learner.Fit(rows, learner.Defaults with { TargetForm = form }, 1, FitOptions.Default);
        Assert.True(result.Succeeded, result.Failure);
        return result.Artifact;
    }
}
