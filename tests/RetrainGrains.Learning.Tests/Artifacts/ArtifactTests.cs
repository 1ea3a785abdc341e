using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Blending;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Neural;
using RetrainGrains.Learning.Registry;
using RetrainGrains.Learning.Scoring;
using RetrainGrains.Learning.Tests.Classes;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Tests.Artifacts;

public sealed class ArtifactTests
{
    private const int ChecksumBytes = 8;
    private static readonly Dataset Rows = SyntheticRows.Create(
        300, 3, 1, x => x.Where(v => !float.IsNaN(v)).Sum(v => v * v), missingShare: 0.1, lastValueFeature: 2);
    private static readonly Artifact[] Samples = [.. CreateSamples()];

    [Fact]
    public void The_id_is_the_hash_of_the_bytes()
    {
        Assert.All(Samples, artifact =>
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(artifact.Bytes.Span)), artifact.Id));
    }

    [Fact]
    public void What_was_written_is_read_back()
    {
        var change = TreeParameters.LeafWise with { TargetForm = TargetForm.Change };

        var artifact = ModelRegistry.Parse(Fitting.Fit("leafwise", Rows, change).Bytes.Span);

        Assert.Equal("leafwise", artifact.Learner);
        Assert.Equal(TargetForm.Change, artifact.TargetForm);
        Assert.True(artifact.Schema.HasSameShapeAs(Rows.Schema));
    }

    [Fact]
    public void Any_changed_byte_is_an_error()
    {
        var cases =
            from artifact in Gen.Elements(Samples)
            from position in Gen.Choose(0, artifact.Bytes.Length - 1)
            from flip in Gen.Choose(1, 255)
            select (artifact, position, flip);

        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var bytes = c.artifact.Bytes.ToArray();
            bytes[c.position] ^= (byte)c.flip;
            Assert.Throws<ArtifactException>(() => ModelRegistry.Parse(bytes));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
    }

    [Fact]
    public void Any_truncation_is_an_error()
    {
        Assert.All(Samples, artifact =>
        {
            for (var length = 0; length < artifact.Bytes.Length; length += 1 + length / 50)
            {
                Assert.Throws<ArtifactException>(() => ModelRegistry.Parse(artifact.Bytes.Span[..length]));
            }
        });
    }

    [Fact]
    public void Forged_bytes_with_a_right_checksum_are_refused_or_score_without_harm()
    {
        var cases =
            from artifact in Gen.Elements(Samples)
            from position in Gen.Choose(0, artifact.Bytes.Length - ChecksumBytes - 1)
            from value in Gen.Choose(0, 255)
            select (artifact, position, value);

        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var bytes = c.artifact.Bytes.ToArray();
            bytes[c.position] = (byte)c.value;
            SHA256.HashData(bytes.AsSpan(..^ChecksumBytes)).AsSpan(0, ChecksumBytes)
                .CopyTo(bytes.AsSpan(bytes.Length - ChecksumBytes));
            try
            {
                var scorer = ModelRegistry.Parse(bytes).CreateScorer();
                scorer.Score(new float[scorer.Schema.Features.Count], 0);
            }
            catch (ArtifactException)
            {
                // Refusing is as good as scoring; any other exception fails the test.
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    [Fact]
    public void Each_kind_of_damage_is_named()
    {
        var bytes = Samples[0].Bytes.ToArray();
        byte[] foreign = [.. "PK"u8, .. bytes[2..]];
        byte[] newer = [.. bytes[..4], 2, 0, .. bytes[6..]];

        Assert.Contains("does not start with 'RGMA'", Message(foreign));
        Assert.Contains("format version 2; this program reads version 1", Message(newer));
        Assert.Contains("truncated or corrupt", Message(bytes[..^1]));
        Assert.Contains("this has 3", Message(bytes[..3]));
    }

    [Fact]
    public void An_absurd_count_is_refused_before_anything_is_allocated()
    {
        var writer = new ArtifactWriter();
        writer.WriteInt32(5_000);
        var reader = new ArtifactReader(writer.Written.ToArray(), ModelRegistry.Kinds);

        var error = Assert.Throws<ArtifactException>(() => reader.ReadCount("trees", 10_000, Tree.MinimumBytes));

        Assert.Contains("5000 trees need 25000 bytes, 0 are left", error.Message);
    }

    private static string Message(byte[] bytes) =>
        Assert.Throws<ArtifactException>(() => ModelRegistry.Parse(bytes)).Message;

    private static IEnumerable<Artifact> CreateSamples()
    {
        var small = TreeParameters.LeafWise with { NumberOfTrees = 3, NumberOfLeaves = 5 };
        var trees = Fitting.Fit("leafwise", Rows, small);
        var classes = SyntheticRows.Create(
            100, 2, 1, x => x[0] > 0 ? 1 : 0, PredictionTask.BinaryClassification, lastValueFeature: 0);
        yield return trees;
        yield return Fitting.Fit("ridge", Rows);
        yield return Fitting.Fit("last-value", Rows);
        yield return Fitting.Fit("last-value", classes);
        yield return Fitting.Fit("transitions", classes);
        yield return Fitting.Fit("logistic", classes);
        yield return Fitting.Fit("seasonal", Rows);
        yield return Fitting.Fit("mean", Rows);
        yield return Blend.Create([(1, trees), (3, Fitting.Fit("ridge", Rows))]);
        var several = ThreeClasses.Create(100, seed: 1);
        yield return Fitting.Fit("leafwise", several, small);
        yield return Fitting.Fit("last-value", several);
        yield return Fitting.Fit("transitions", several);
        yield return Fitting.Fit("perceptron", several, PerceptronParameters.Default with { HiddenUnits = 4 });
        var external = LearnerRegistry.External("worker:lstm", (_, _, _) => new byte[20]);
        yield return external.Fit(Rows, external.Defaults, 1, FitOptions.Default).Artifact!;
        var categories = new Tree(
            [TreeNode.Split(1, CategorySet.Of([3, 40]), true, 5), TreeNode.Leaf(1, 2), TreeNode.Leaf(2, 3)]);
        yield return Artifact.Create(
            new ArtifactHeader("imported", TargetForm.Level, 0, Rows.Schema),
            new TreeEnsemble(0, 1, Link.Exponential, [categories]));
    }
}
