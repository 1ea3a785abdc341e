using System.Text;
using FsCheck;
using FsCheck.Fluent;
using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Explaining;
using RetrainGrains.Learning.Importing;
using RetrainGrains.Learning.Registry;
using RetrainGrains.Learning.Tests.Peers;

namespace RetrainGrains.Learning.Tests.Importing;

/// <summary>Damaged and forged models are refused, or imported to something that scores; never more.</summary>
public sealed class ImportMutationTests
{
    [Fact]
    public void A_damaged_LightGBM_model_does_no_harm()
    {
        Check(LightGbmModelText.OneSplit(2), model => LightGbmImporter.Import(model));
        Check(LightGbmModelText.Model(
            """
            Tree=0
            num_leaves=3
            num_cat=1
            split_feature=1 0
            threshold=0 340.50000000000006
            decision_type=9 2
            left_child=-1 -2
            right_child=1 -3
            leaf_value=0.54 0.35 0.38
            leaf_count=200 557 243
            internal_count=1000 800
            cat_boundaries=0 4
            cat_threshold=0 0 0 16
            """), model => LightGbmImporter.Import(model));
    }

    [Fact]
    public void A_damaged_XGBoost_model_does_no_harm()
    {
        var peer = XGBoostPeer.Case("small");
        Check(peer.Json, model => XGBoostImporter.Import(model));
        Check(peer.UniversalBinaryJson, model => XGBoostImporter.Import(model));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("{\"learner\":[]}")]
    [InlineData("{\"learner\":{\"learner_model_param\":\"\\ud800\"}}")]
    [InlineData("{\"learner\":{\"\\ud800\":1}}")]
    [InlineData("{L")]
    [InlineData("{i\u0001a[$i#L\u007f\u007f\u007f\u007f\u007f\u007f\u007f\u007f")]
    [InlineData("{i\u0001a[$Z#L\u0000\u0000\u0000\u0000\u007f\u007f\u007f\u007f}")]
    [InlineData("{i\u0001a[#l\u007f\u007f\u007f\u007fZ")]
    public void What_is_no_model_at_all_is_refused(string model)
    {
        Assert.Throws<ImportException>(() => XGBoostImporter.Import(Encoding.UTF8.GetBytes(model)));
        Assert.Throws<ImportException>(() => LightGbmImporter.Import(Encoding.UTF8.GetBytes(model)));
    }

    [Fact]
    public void Nesting_is_bounded()
    {
        byte[] nested = [.. "{i\u0001a"u8, .. Enumerable.Repeat((byte)'[', 1_000_000)];

        var error = Assert.Throws<ImportException>(() => XGBoostImporter.Import(nested));

        Assert.Contains("nested deeper than 32", error.Message);
    }

    private static void Check(byte[] model, Func<byte[], Artifact> import)
    {
        // Digits and signs change counts and links; any byte changes the rest.
        var cases =
            from position in Gen.Choose(0, model.Length - 1)
            from kind in Gen.Choose(0, 3)
            from digit in Gen.Elements("0123456789-,. []{}N"u8.ToArray())
            from any in Gen.Choose(0, 255)
            select (position, kind, digit, any);

        Prop.ForAll(cases.ToArbitrary(), c => Import(Mutate(model, c.position, c.kind, c.digit, (byte)c.any), import))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
    }

    private static byte[] Mutate(byte[] model, int position, int kind, byte digit, byte any) => kind switch
    {
        0 => model[..position],
        1 => [.. model[..position], digit, .. model[(position + 1)..]],
        2 => [.. model[..position], digit, .. model[position..]],
        _ => [.. model[..position], any, .. model[(position + 1)..]],
    };

    private static void Import(byte[] model, Func<byte[], Artifact> import)
    {
        try
        {
            var artifact = ModelRegistry.Parse(import(model).Bytes.Span);
            var features = new float[artifact.Schema.Features.Count];
            artifact.CreateScorer().Score(features, 0);
            var explainer = artifact.CreateExplainer();
            explainer.Attributions(features, new double[explainer.AttributionCount]);
        }
        catch (Exception exception) when (exception is ImportException or ExplanationException)
        {
            // Refusing is as good as scoring; any other exception fails the test.
        }
    }
}
