using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Baselines;
using RetrainGrains.Learning.Blending;
using RetrainGrains.Learning.Calibration;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.External;
using RetrainGrains.Learning.Importing;
using RetrainGrains.Learning.Registry;
using RetrainGrains.Learning.Scoring;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Tests.Artifacts;

/// <summary>Freezes the format versions: stored models must stay readable, and equal fits equal, for ever.</summary>
public sealed class GoldenArtifactTests
{
    private const string BlendV1 = "180692bb880ec06b938760bda86b88657bffc923c9c02fa75740b12e9ed5a0d9";
    private const string ExternalV1 = "578bf4d58df99fa8326c9697b4c5e5cbc79c523a98fa39ce1bc762345c44b5ce";
    private const string CategoriesV1 = "4c27edeeb3dd2d51e5276c0c54a08874b60e4bca227f9c7daeeeba7445b26299";

    [Fact]
    public void The_same_rows_still_give_the_same_bytes()
    {
        var artifact = CreateBlend();

        Assert.Equal(ReadGolden("blend-v1"), Convert.ToHexStringLower(artifact.Bytes.Span));
        Assert.Equal(BlendV1, artifact.Id);
    }

    [Fact]
    public void The_same_categories_still_give_the_same_bytes()
    {
        var artifact = CreateCategories();

        Assert.Equal(ReadGolden("categories-v1"), Convert.ToHexStringLower(artifact.Bytes.Span));
        Assert.Equal(CategoriesV1, artifact.Id);
    }

    [Fact]
    public void A_workers_model_still_gives_the_same_bytes_and_is_still_read()
    {
        var stored = ModelRegistry.Parse(Convert.FromHexString(ReadGolden("external-v1")));

        Assert.Equal(ReadGolden("external-v1"), Convert.ToHexStringLower(CreateExternal().Bytes.Span));
        Assert.Equal((ExternalV1, "worker:lstm"), (stored.Id, stored.Learner));
        Assert.Equal([1, 2, 3], stored.ExternalContent!.Value.ToArray());
        Assert.Equal(Math.Exp(2), stored.CreateScorer().Score([33, 0], 0), 1e-12);
    }

    [Fact]
    public void A_stored_artifact_is_still_read_and_scores_the_same()
    {
        var stored = ModelRegistry.Parse(Convert.FromHexString(ReadGolden("blend-v1")));

        Assert.Equal(BlendV1, stored.Id);
        Assert.Equal(2.7126371264457703, stored.CreateScorer().Score([6, 2, 1], 0), 1e-12);
        Assert.Equal(2.290407333523035, stored.CreateScorer().Score([float.NaN, 2, 1], 0), 1e-12);
        Assert.Equal(4.8125, stored.CreateScorer().Score([6, 2, float.NaN], 0), 1e-12);
    }

    [Fact]
    public void Stored_categories_are_still_read_and_score_and_explain_the_same()
    {
        var stored = ModelRegistry.Parse(Convert.FromHexString(ReadGolden("categories-v1")));
        var attributions = new double[3];
        stored.CreateExplainer().Attributions([33, 0], attributions);

        Assert.Equal(Math.Exp(2), stored.CreateScorer().Score([33, 0], 0), 1e-12);
        Assert.Equal(Math.Exp(4), stored.CreateScorer().Score([32, 0], 0), 1e-12);
        Assert.Equal(Math.Exp(4.5), stored.CreateScorer().Score([float.NaN, 1], 0), 1e-12);
        Assert.Equal([-1.03125, -0.03125, 3.0625], attributions);
    }

    [Fact]
    public void A_graph_is_still_written_and_read_the_same()
    {
        var schema = new DatasetSchema(
            PredictionTask.Regression,
            [FeatureDescription.Numeric("wind"), FeatureDescription.Categorical("station", 3)]);
        var sum = Convert.FromBase64String(
            "CAgSB2J5LWhhbmQ6YAocCgRyb3dzCgRheGVzEgNzdW0iCVJlZHVjZVN1bRIBZyoUCAEQB0IEYXhlc0oIAQAAAAAAAABaEgoEcm93"
            + "cxIKCggIARIECgAKAGITCgNzdW0SDAoKCAESBgoACgIIAUIECgAQDw==");

        var created = OnnxImporter.Read(sum, new ImportTarget(schema)).Artifact;
        var stored = ModelRegistry.Parse(Convert.FromHexString(ReadGolden("onnx-v1")));

        Assert.Equal(ReadGolden("onnx-v1"), Convert.ToHexStringLower(created.Bytes.Span));
        Assert.Equal(("onnx", 3.5), (stored.Learner, stored.CreateScorer().Score([1.5f, 2], 0)));
    }

    [Theory]
    [InlineData("isotonic-v1", 0.35)]
    [InlineData("platt-v1", 0.75)]
    public void A_calibrated_model_is_still_written_and_read_the_same(string file, double calibrated)
    {
        CalibrationMap map = file == "platt-v1" ? new PlattMap(-1, 0) : new IsotonicMap(new([0, 0.5], [0.2, 0.5]));

        var created = CreateCalibrated(map);

        Assert.Equal(ReadGolden(file), Convert.ToHexStringLower(created.Bytes.Span));
        var stored = ModelRegistry.Parse(Convert.FromHexString(ReadGolden(file)));
        Assert.Equal(calibrated, stored.CreateScorer().Score([1], 0), 1e-12);
    }

    // A constant probability of a quarter.
    private static Artifact CreateCalibrated(CalibrationMap map) => Artifact.Create(
        new ArtifactHeader("mean", TargetForm.Level, 0.25, new DatasetSchema(
            PredictionTask.BinaryClassification, [FeatureDescription.Numeric("wind")])),
        new CalibratedModel(new ConstantModel(0.25), map));

    private static Artifact CreateExternal()
    {
        var fallback = CreateCategories();
        return Artifact.Create(
            new ArtifactHeader("worker:lstm", TargetForm.Level, 0, fallback.Schema),
            new ExternalModel(new byte[] { 1, 2, 3 }, fallback.Model));
    }

    private static Artifact CreateCategories()
    {
        var tree = new Tree(
        [
            TreeNode.Split(0, CategorySet.Of([1, 33]), missingGoesLeft: false, 8),
            TreeNode.Leaf(1.5f, 4),
            TreeNode.Split(1, 0.5f, missingGoesLeft: true, 4),
            TreeNode.Leaf(3.5f, 3), TreeNode.Leaf(4, 1),
        ]);
        var schema = new DatasetSchema(
            PredictionTask.Regression,
            [FeatureDescription.Categorical("station", 40), FeatureDescription.Numeric("wind")]);
        return Artifact.Create(
            new ArtifactHeader("imported", TargetForm.Level, 0, schema),
            new TreeEnsemble(0.5, 1, Link.Exponential, [tree]));
    }

    // Whole numbers and no transcendental function: the bytes are the same on every machine.
    private static Artifact CreateBlend()
    {
        var schema = new DatasetSchema(
            PredictionTask.Regression,
            [
                FeatureDescription.Numeric("température"),
                FeatureDescription.Categorical("station", 3),
                FeatureDescription.Numeric("last"),
            ],
            lastValueFeature: 2);
        var builder = new DatasetBuilder(schema);
        for (var i = 0; i < 64; i++)
        {
            builder.Add(i * 1_000, [i % 9 == 8 ? float.NaN : i % 8, i % 3, i % 5], i % 8 + (i % 3 == 1 ? 4 : 0));
        }

        var rows = builder.Build();
        var parameters = TreeParameters.LeafWise with
        {
            NumberOfTrees = 2, NumberOfLeaves = 4, MinimumExampleCountPerLeaf = 2, TargetForm = TargetForm.Change,
        };
        return Blend.Create([(1, Fitting.Fit("leafwise", rows, parameters)), (1, Fitting.Fit("last-value", rows))]);
    }

    private static string ReadGolden(string name) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Artifacts", name + ".hex")).ReplaceLineEndings("");
}
