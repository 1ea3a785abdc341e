using System.Globalization;
using System.Text;
using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Importing;

namespace RetrainGrains.Learning.Tests.Importing;

public sealed class LightGbmImporterTests
{
    // decision_type: 1 is categorical, 2 default left; missing is 0 none, 4 zero, 8 NaN.
    private const int DefaultLeft = 2;
    private const int MissingIsZero = 4;
    private const int MissingIsNaN = 8;
    private const float JustNumber = 0.5f;

    [Fact]
    public void A_dart_model_predicts_what_LightGBM_predicts()
    {
        var scorer = Import("lg_dart_breast_cancer.model").CreateScorer();
        var rows = Table("breast_cancer_test.tsv", '\t');
        var expected = Table("lg_dart_breast_cancer_true_predictions.txt", ' ');

        for (var row = 0; row < rows.Length; row++)
        {
            Assert.Equal(expected[row][0], scorer.Score([.. rows[row].Select(v => (float)v)], 0), 1e-7);
        }
    }

    [Fact]
    public void A_boosted_model_reaches_the_leaves_that_LightGBM_reaches()
    {
        var model = Import("lg_breast_cancer.txt");
        var scorer = model.CreateScorer();
        var rows = Table("lg_breast_cancer_data.txt", ' ');
        var leaves = Table("lg_breast_cancer_data_pred_leaves.txt", ' ');
        double[][] values =
        [
            .. File.ReadLines(SharedData.Require("models/lightgbm/lg_breast_cancer.txt"))
                .Where(l => l.StartsWith("leaf_value=", StringComparison.Ordinal))
                .Select(l => Numbers(l["leaf_value=".Length..], ' ')),
        ];

        Assert.Equal(PredictionTask.BinaryClassification, model.Schema.Task);
        for (var row = 0; row < rows.Length; row++)
        {
            var score = leaves[row].Select((leaf, tree) => values[tree][(int)leaf]).Sum();
            Assert.Equal(
                1 / (1 + Math.Exp(-score)), scorer.Score([.. rows[row].Select(v => (float)v)], 0), 1e-7);
        }
    }

    [Fact]
    public void Splits_by_categories_follow_the_bits()
    {
        var artifact = Import("model_simple.txt");
        var scorer = artifact.CreateScorer();

        Assert.Equal(FeatureDescription.Categorical("X2", 101), artifact.Schema.Features[1]);
        Assert.Equal(Probability(0.56697267424823339 + 0.12883103567558912), scorer.Score([0, 100], 0), 1e-7);
        Assert.Equal(Probability(0.3584987837673016 - 0.063872842243335157), scorer.Score([340.5f, 99], 0), 1e-7);
        Assert.Equal(Probability(0.41213915936587919 - 0.016484332942214807), scorer.Score([341, 1e9f], 0), 1e-7);
        Assert.Equal(scorer.Score([0, 99], 0), scorer.Score([float.NaN, float.NaN], 0));
    }

    [Theory]
    [InlineData("tree_1leaf.txt", 0.123, 0.123, 0.123)]
    [InlineData("tree_2leaves.txt", 0.43, 0.59, 0.59)]
    [InlineData("tree_3leaves.txt", 0.54, 0.35, 0.38)]
    public void Trees_of_few_leaves_are_read(string file, double first, double second, double third)
    {
        var tree = File.ReadAllText(SharedData.Require($"models/lightgbm/{file}"));
        var scorer = LightGbmImporter.Import(LightGbmModelText.Model(tree)).CreateScorer();

        Assert.Equal(first, scorer.Score([1, 100], 0), 1e-7);
        Assert.Equal(second, scorer.Score([100, 1], 0), 1e-7);
        Assert.Equal(third, scorer.Score([1_000, 1], 0), 1e-7);
    }

    [Fact]
    public void A_model_of_several_classes_gives_each_the_probability_that_LightGBM_gives()
    {
        var artifact = Import("lgmulticlass.model");
        var scorer = artifact.CreateScorer();
        var rows = Table("multiclass_test.tsv", '\t');
        var expected = Table("lgmulticlass_true_predictions.txt", '\t');
        var probabilities = new double[artifact.Schema.ClassCount];

        Assert.Equal(5, artifact.Schema.ClassCount);
        for (var row = 0; row < rows.Length; row++)
        {
            // The first column is the label.
            scorer.ScoreClasses([.. rows[row].Skip(1).Select(v => (float)v)], 0, probabilities);
            for (var label = 0; label < probabilities.Length; label++)
            {
                Assert.Equal(expected[row][label], probabilities[label], 1e-6);
            }
        }
    }

    [Theory]
    [InlineData(0, "0.5", 1)]
    [InlineData(0, "-0.5", 2)]
    [InlineData(DefaultLeft, "-0.5", 2)]
    [InlineData(MissingIsNaN, "0.5", 2)]
    [InlineData(MissingIsNaN + DefaultLeft, "-0.5", 1)]
    [InlineData(MissingIsZero + DefaultLeft, "0.5", 1)]
    [InlineData(MissingIsZero, "-0.5", 2)]
    [InlineData(MissingIsNaN, "inf", 2)]
    [InlineData(MissingIsNaN + DefaultLeft, "-inf", 1)]
    public void A_missing_value_goes_where_its_type_says(int decisionType, string threshold, double expected)
    {
        var scorer = LightGbmImporter.Import(LightGbmModelText.OneSplit(decisionType, threshold)).CreateScorer();

        Assert.Equal(expected, scorer.Score([float.NaN, 0], 0));
    }

    [Theory]
    [InlineData(MissingIsZero + DefaultLeft, 1)]
    [InlineData(MissingIsZero, 2)]
    public void What_counts_as_zero_takes_the_default_side_of_a_threshold_within_it(int decisionType, double expected)
    {
        var scorer = LightGbmImporter.Import(LightGbmModelText.OneSplit(decisionType, "1e-36")).CreateScorer();

        Assert.All([0, -0f, 1e-35f, -1e-35f, float.NaN], v => Assert.Equal(expected, scorer.Score([v, 0], 0)));
        Assert.Equal(2, scorer.Score([MathF.BitIncrement(1e-35f), 0], 0));
        Assert.Equal(1, scorer.Score([MathF.BitDecrement(-1e-35f), 0], 0));
    }

    [Fact]
    public void Zero_for_missing_on_the_wrong_side_is_refused() =>
        Assert.Contains(
            "Tree=0, split 0 takes zero for missing and sends it away from its own side of 0.5",
            Refusal(LightGbmModelText.OneSplit(MissingIsZero)));

    [Fact]
    public void A_threshold_halfway_between_floats_decides_both_alike()
    {
        var random = new Random(5);
        for (var i = 0; i < 200; i++)
        {
            var least = (float)((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-30, 30)));
            var next = MathF.BitIncrement(least);

            // As LightGBM has it: the double next to the middle of two values that it saw.
            var text = Math.BitIncrement(((double)least + next) / 2).ToString("R", CultureInfo.InvariantCulture);
            var scorer = LightGbmImporter.Import(LightGbmModelText.OneSplit(MissingIsNaN, text)).CreateScorer();

            Assert.Equal([1, 2], new[] { least, next }.Select(value => scorer.Score([value, 0], 0)));
        }
    }

    [Fact]
    public void A_threshold_that_is_a_decimal_sends_this_decimal_left_though_its_float_is_larger()
    {
        for (var thousandths = -2_000; thousandths < 2_000; thousandths++)
        {
            var threshold = thousandths / 1_000.0;
            var text = threshold.ToString("R", CultureInfo.InvariantCulture);
            var scorer = LightGbmImporter.Import(LightGbmModelText.OneSplit(MissingIsNaN, text)).CreateScorer();

            Assert.Equal(1, scorer.Score([(float)threshold, 0], 0));
            Assert.Equal(2, scorer.Score([(float)(threshold + 0.001), 0], 0));
        }
    }

    [Theory]
    [InlineData("regression", 1)]
    [InlineData("regression_l1", 1)]
    [InlineData("huber", 1)]
    [InlineData("quantile alpha:0.9", 1)]
    [InlineData("poisson", Math.E)]
    [InlineData("gamma", Math.E)]
    [InlineData("tweedie tweedie_variance_power:1.5", Math.E)]
    [InlineData("binary sigmoid:1", 0.73105857863000487)]
    [InlineData("binary sigmoid:2", 0.88079707797788243)]
    [InlineData("cross_entropy", 0.73105857863000487)]
    public void The_objective_says_how_to_read_the_score(string objective, double expected)
    {
        var model = LightGbmModelText.OneSplit(0, objective: objective);

        Assert.Equal(expected, LightGbmImporter.Import(model).CreateScorer().Score([JustNumber, 0], 0), 1e-12);
    }

    [Fact]
    public void A_forest_averages_its_trees()
    {
        const string Trees = "Tree=0\nnum_leaves=1\nleaf_value=3\n\nTree=1\nnum_leaves=1\nleaf_value=5\n";

        var averaged = LightGbmImporter.Import(LightGbmModelText.Model(Trees, more: "average_output"));
        var summed = LightGbmImporter.Import(LightGbmModelText.Model(Trees));

        Assert.Equal(4, averaged.CreateScorer().Score([0, 0], 0));
        Assert.Equal(8, summed.CreateScorer().Score([0, 0], 0));
    }

    [Theory]
    [InlineData("objective=regression", "objective=regression sqrt", "square root")]
    [InlineData("objective=regression", "objective=lambdarank", "'lambdarank' is not supported")]
    [InlineData("objective=regression", "objective=multiclass num_class:3", "for which the objective")]
    [InlineData("objective=regression", "objective=binary sigmoid:-1", "sigmoid must be a positive number")]
    [InlineData("version=v4", "version=v9", "version is 'v9'")]
    [InlineData("shrinkage=1", "is_linear=1", "Tree=0 lacks 'leaf_const'")]
    [InlineData("shrinkage=1", "is_linear=1\nleaf_const=1 nan\nnum_features=0 0", "leaf 1 has NaN in its linear model")]
    [InlineData("shrinkage=1", "is_linear=1\nleaf_const=1 2\nnum_features=0 -1", "a leaf with -1 features")]
    [InlineData(
        "shrinkage=1", "is_linear=1\nleaf_const=1 2\nnum_features=0 1\nleaf_features=9\nleaf_coeff=1",
        "names feature 9")]
    [InlineData(
        "shrinkage=1", "is_linear=1\nleaf_const=1 2\nnum_features=0 2\nleaf_features=1\nleaf_coeff=1",
        "cannot have 2 numbers")]
    [InlineData("num_tree_per_iteration=1", "num_tree_per_iteration=2", "one tree for each class is supported")]
    [InlineData("left_child=-1", "left_child=0", "Tree=0 is no tree: two ways lead to node 0")]
    [InlineData("left_child=-1", "left_child=-9", "names node 9; it has 3 nodes")]
    [InlineData("leaf_value=1 2", "leaf_value=nan 2", "value NaN; it must be finite")]
    [InlineData("leaf_value=1 2", "leaf_value=1 2 3", "invalid or surplus number 2 in 'leaf_value'")]
    [InlineData("leaf_value=1 2", "leaf_value=1 1e300", "must be finite")]
    [InlineData("num_leaves=2", "num_leaves=2000000000", "cannot have 2000000000 numbers")]
    [InlineData("num_leaves=2", "num_leaves=0", "has 0 leaves; it must have at least one")]
    [InlineData("decision_type=2", "decision_type=12", "unknown decision type 12")]
    [InlineData("decision_type=2", "decision_type=1", "names category set 0.5; there are 0")]
    [InlineData("split_feature=0", "split_feature=7", "names feature 7; the model has 2")]
    [InlineData("end of trees", "", "truncated")]
    public void What_is_not_supported_is_named(string part, string replacement, string expected)
    {
        var text = Encoding.UTF8.GetString(LightGbmModelText.OneSplit(DefaultLeft));
        Assert.Contains(part, text);

        Assert.Contains(expected, Refusal(Encoding.UTF8.GetBytes(text.Replace(part, replacement))));
    }

    [Fact]
    public void Names_that_only_count_the_columns_are_matched_by_position()
    {
        var text = Encoding.UTF8.GetString(LightGbmModelText.OneSplit(DefaultLeft))
            .Replace("feature_names=number category", "feature_names=Column_0 Column_1");
        var schema = new DatasetSchema(
            PredictionTask.Regression,
            [FeatureDescription.Numeric("wind"), FeatureDescription.Categorical("place", 9)]);

        Assert.Same(schema, LightGbmImporter.Import(Encoding.UTF8.GetBytes(text), schema).Schema);
    }

    private static Artifact Import(string file) =>
        LightGbmImporter.Import(File.ReadAllBytes(SharedData.Require($"models/lightgbm/{file}")));

    private static string Refusal(byte[] model) =>
        Assert.Throws<ImportException>(() => LightGbmImporter.Import(model)).Message;

    private static double Probability(double score) => 1 / (1 + Math.Exp(-score));

    private static double[][] Table(string file, char separator) =>
        [.. File.ReadLines(SharedData.Require($"models/lightgbm/{file}")).Select(l => Numbers(l, separator))];

    private static double[] Numbers(string line, char separator) =>
    [
        .. line.Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(n => double.Parse(n, CultureInfo.InvariantCulture)),
    ];
}
