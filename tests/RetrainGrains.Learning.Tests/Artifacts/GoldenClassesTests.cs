using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Baselines;
using RetrainGrains.Learning.Blending;
using RetrainGrains.Learning.Classes;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Linear;
using RetrainGrains.Learning.Neural;
using RetrainGrains.Learning.Registry;
using RetrainGrains.Learning.Scoring;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Tests.Artifacts;

/// <summary>Freezes how models of several classes are stored: each kind of them, as members of a blend.</summary>
public sealed class GoldenClassesTests
{
    private const string Id = "c5a5c291af7136c5ce471cbb1cc8b3e7cb2bc6b5da46733cd6c8060d35d177b0";

    private static readonly DatasetSchema Schema = new(
        PredictionTask.MulticlassClassification,
        [FeatureDescription.Numeric("wind"), FeatureDescription.Categorical("last", 3)], lastValueFeature: 1, 3);

    [Fact]
    public void The_same_models_still_give_the_same_bytes()
    {
        var artifact = Create();

        Assert.Equal(Golden(), Convert.ToHexStringLower(artifact.Bytes.Span));
        Assert.Equal(Id, artifact.Id);
    }

    [Fact]
    public void A_stored_artifact_is_still_read_and_gives_the_same_probabilities()
    {
        var scorer = ModelRegistry.Parse(Convert.FromHexString(Golden())).CreateScorer();
        var probabilities = new double[3];

        scorer.ScoreClasses([1, 2], 0, probabilities);

        // Each member's, at wind 1 after the last class: softmax(2, 1, 0), then as stored, then softmax(0, 4, 1).
        double[] trees = Softmax(2, 1, 0), units = Softmax(0, 4, 1), after = [0.25, 0.25, 0.5];
        for (var label = 0; label < probabilities.Length; label++)
        {
            Assert.Equal((trees[label] + after[label] + 2 * units[label]) / 4, probabilities[label], 1e-12);
        }

        Assert.Equal(1, scorer.Score([1, 2], 0));
    }

    private static Artifact Create()
    {
        var tree = new Tree(
            [TreeNode.Split(0, 0.5f, missingGoesLeft: true, 4), TreeNode.Leaf(0, 2), TreeNode.Leaf(1, 2)]);
        var perClass = new PerClassModel(
            ClassLink.Softmax,
            [
                new TreeEnsemble(1, 1, Link.Identity, [tree]),
                new LinearModel(0, Link.Identity, [LinearTerm.Numeric(0, 1), LinearTerm.Categorical([3, 2, 0])]),
                new ConstantModel(0),
            ]);
        var transitions = new ClassTransitionsModel(
            1, [[0.5, 0.25, 0.25], [0.25, 0.5, 0.25], [0.25, 0.25, 0.5], [0.5, 0.5, 0]]);
        var layer = new HiddenLayer([0, 0], [[1, -1], [0, 0, 0, 0, 1, 0]], [0, 0]);
        var perceptron = new ClassPerceptronModel(layer, [[0, 5], [2, 5], [0, 5]], [0, 0, 1]);
        return Blend.Create([(1, Wrap(perClass)), (1, Wrap(transitions)), (2, Wrap(perceptron))]);
    }

    private static Artifact Wrap(Model model) =>
        Artifact.Create(new ArtifactHeader("imported", TargetForm.Level, 0, Schema), model);

    private static double[] Softmax(params double[] scores)
    {
        var sum = scores.Sum(Math.Exp);
        return [.. scores.Select(score => Math.Exp(score) / sum)];
    }

    private static string Golden() => File.ReadAllText(
        Path.Combine(AppContext.BaseDirectory, "Artifacts", "classes-v1.hex")).ReplaceLineEndings("");
}
