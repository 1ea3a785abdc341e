using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Tests.Artifacts;

/// <summary>Freezes format version 1: stored models must stay readable, and equal fits equal, for ever.</summary>
public sealed class GoldenArtifactTests
{
    private const string Id = "e9984f3a63f85a29730a68549802987cb5710525ccc0ebebdb69fb42d0c881e7";

    [Fact]
    public void The_same_rows_still_give_the_same_bytes()
    {
        var artifact = CreateBlend();

        Assert.Equal(ReadGolden(), Convert.ToHexStringLower(artifact.Bytes.Span));
        Assert.Equal(Id, artifact.Id);
    }

    [Fact]
    public void A_stored_artifact_is_still_read_and_scores_the_same()
    {
        var stored = Artifact.Parse(Convert.FromHexString(ReadGolden()));

        Assert.Equal(Id, stored.Id);
        Assert.Equal(2.7126371264457703, stored.CreateScorer().Score([6, 2, 1], 0), 1e-12);
        Assert.Equal(2.352856921032071, stored.CreateScorer().Score([float.NaN, 2, 1], 0), 1e-12);
        Assert.Equal(4.8125, stored.CreateScorer().Score([6, 2, float.NaN], 0), 1e-12);
    }

    // Whole numbers and no transcendental function: the bytes are the same on every machine.
    private static Artifact CreateBlend()
    {
        var schema = new DatasetSchema(
            LearningTask.Regression,
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

    private static string ReadGolden() =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Artifacts", "blend-v1.hex")).ReplaceLineEndings("");
}
