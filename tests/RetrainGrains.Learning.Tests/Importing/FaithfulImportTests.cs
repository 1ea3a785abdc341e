using System.Globalization;
using System.Text;
using System.Text.Json;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Importing;

namespace RetrainGrains.Learning.Tests.Importing;

/// <summary>Names, best iterations and base scores of foreign files, as they are, not as they happen to fit.</summary>
public sealed class FaithfulImportTests
{
    private const double SinglePrecision = 2e-6;

    [Theory]
    [InlineData("north", "east", "west", "south")]
    [InlineData("south", "west", "east", "north")]
    [InlineData("elsewhere", "west", "north", "nowhere", "south", "east")]
    public void F6_categories_are_found_by_their_names_whatever_their_order(params string[] regions)
    {
        var imported = XGBoostImporter.Read(Case("m07_cats.json"), Target(regions));
        var scorer = imported.Artifact.CreateScorer();

        foreach (var row in JsonDocument.Parse(Case("m07_expected.json")).RootElement.EnumerateArray())
        {
            var code = Array.IndexOf(regions, row[0].GetString());
            Assert.Equal(row[2].GetDouble(), scorer.Score([code, row[1].GetSingle()], 0), 1e-4);
        }
        Assert.Equal(["north", "east", "west", "south"], imported.Report.Features[0].Categories);
        Assert.True(imported.Report.Features[0].ByName);
    }

    [Fact]
    public void F6_names_that_the_schema_lacks_are_refused_by_name()
    {
        var refused = Assert.Throws<ImportException>(
            () => XGBoostImporter.Read(Case("m07_cats.json"), Target("north", "south")));

        Assert.Equal("2 of the 4 categories of 'region' are not in the schema: 'east', 'west'.", refused.Message);
    }

    [Fact]
    public void F6_without_a_schema_the_files_own_names_make_one()
    {
        var imported = XGBoostImporter.Read(Case("m07_cats.json"));

        Assert.Equal(FeatureDescription.Categorical("region", 4), imported.Artifact.Schema.Features[0]);
        Assert.Equal(FeatureDescription.Numeric("load"), imported.Artifact.Schema.Features[1]);
    }

    [Fact]
    public void F10_the_best_iterations_serve_and_the_report_says_how_many()
    {
        var imported = XGBoostImporter.Read(Case("m03_early.json"));
        var scorer = imported.Artifact.CreateScorer();

        foreach (var row in JsonDocument.Parse(Case("m03_expected.json")).RootElement.EnumerateArray())
        {
            float[] features = [.. row[0].EnumerateArray().Select(value => value.GetSingle())];
            Assert.Equal(row[1].GetDouble(), scorer.Score(features, 0), SinglePrecision * 5);
        }
        Assert.Equal(
            (14, 4, 3, "reg:squarederror", "identity"),
            (imported.Report.TreesInFile, imported.Report.TreesServing, imported.Report.BestIteration,
                imported.Report.Objective, imported.Report.Link));
        Assert.Equal([0.5], imported.Report.BaseScores);
    }

    [Theory]
    [InlineData("14", "is 14; the model has 14 iterations")]
    [InlineData("-1", "is -1; the model has 14 iterations")]
    [InlineData("many", "must be a whole number")]
    public void A_best_iteration_that_the_file_does_not_have_is_refused(string best, string expected)
    {
        var json = Encoding.UTF8.GetString(Case("m03_early.json"));
        var forged = json.Replace("\"best_iteration\":\"3\"", $"\"best_iteration\":\"{best}\"")
            .Replace("\"best_iteration\": \"3\"", $"\"best_iteration\": \"{best}\"");
        Assert.NotEqual(json, forged);

        Assert.Contains(
            expected,
            Assert.Throws<ImportException>(() => XGBoostImporter.Read(Encoding.UTF8.GetBytes(forged))).Message);
    }

    [Fact]
    public void F11_each_class_has_its_own_base_score()
    {
        var json = Encoding.UTF8.GetString(Case("m04b_multi_vector.json"));
        var vector = XGBoostImporter.Read(Encoding.UTF8.GetBytes(json));
        var without = XGBoostImporter.Read(Encoding.UTF8.GetBytes(json.Replace("[1.2E-1,3.4E-1,5.4E-1]", "5E-1")));

        Assert.Equal([0.12, 0.34, 0.54], vector.Report.BaseScores);
        foreach (var row in (float[][])[[3, 0.5f], [40, -1], [float.NaN, 2], [7, float.NaN]])
        {
            var (with, alike) = (new double[3], new double[3]);
            vector.Artifact.CreateScorer().ScoreClasses(row, 0, with);
            without.Artifact.CreateScorer().ScoreClasses(row, 0, alike);
            // Softmax with a score added to each class.
            double[] shifted = [.. alike.Select((p, label) => p * Math.Exp(0.12 + 0.22 * label - 0.02 * (label / 2)))];
            for (var label = 0; label < 3; label++) Assert.Equal(shifted[label] / shifted.Sum(), with[label], 1e-9);
        }
    }

    [Fact]
    public void Classes_without_names_are_taken_in_the_schemas_order_and_the_report_says_so()
    {
        var schema = new DatasetSchema(
            PredictionTask.MulticlassClassification,
            [FeatureDescription.Numeric("depot"), FeatureDescription.Numeric("load")], classCount: 3);

        var imported = XGBoostImporter.Read(
            Case("m04b_multi_vector.json"), new ImportTarget(schema, [[], []], ["early", "in time", "late"]));

        Assert.Equal(
            ["the file has no names of classes; they are taken in the schema's order: 0 is 'early', 1 is 'in time', "
                + "2 is 'late'"],
            imported.Report.Notes);
    }

    [Fact]
    public void Categories_of_pandas_are_found_by_their_names_in_LightGBMs_files()
    {
        var file = WithCategories("""[["red", "green", "blue", "grey"]]""");
        string[] colours = ["grey", "blue", "green", "red"];
        var target = new ImportTarget(
            new DatasetSchema(
                PredictionTask.Regression,
                [FeatureDescription.Categorical("category", 4), FeatureDescription.Numeric("number")]),
            [colours, []]);

        var imported = LightGbmImporter.Read(file, target);
        var scorer = imported.Artifact.CreateScorer();

        // The file sends codes 0 and 2, red and blue, to the left.
        Assert.Equal([2, 1, 2, 1], colours.Select((_, code) => scorer.Score([code, 0], 0)));
        Assert.Equal(2, scorer.Score([float.NaN, 0], 0));
        Assert.Equal(["red", "green", "blue", "grey"], imported.Report.Features[1].Categories);
        Assert.Equal(4, LightGbmImporter.Read(file).Artifact.Schema.Features[1].CategoryCount);
    }

    [Theory]
    [InlineData("""[["red", "green", "blue", "pink"]]""", "categories of 'category' are not in the schema: 'pink'")]
    [InlineData("""[["red"], ["a", "b", "c"]]""", "does not tell of which")]
    [InlineData("""[[{}]]""", "a category must be a text, a number or a truth value")]
    [InlineData("""{}""", "must be a list of lists")]
    public void Categories_that_cannot_be_found_are_refused(string categories, string expected)
    {
        var target = new ImportTarget(
            new DatasetSchema(
                PredictionTask.Regression,
                [FeatureDescription.Numeric("number"), FeatureDescription.Categorical("category", 4)]),
            [[], ["red", "green", "blue", "grey"]]);

        Assert.Contains(
            expected,
            Assert.Throws<ImportException>(() => LightGbmImporter.Read(WithCategories(categories), target)).Message);
    }

    [Theory]
    [InlineData("[[10, 20, 30, 40]]", "10", "20", "30", "40")]
    [InlineData("[[10, 20, 30, 40]]", "10.0", "20.0", "30.0", "40.0")]
    [InlineData("[[1.5, true, 30, 40]]", "1.5", "true", "30", "40")]
    public void A_category_that_is_a_number_is_the_schemas_text_of_it(string categories, params string[] names)
    {
        var target = new ImportTarget(
            new DatasetSchema(
                PredictionTask.Regression,
                [FeatureDescription.Numeric("number"), FeatureDescription.Categorical("category", 4)]),
            [[], names]);

        var scorer = LightGbmImporter.Read(WithCategories(categories), target).Artifact.CreateScorer();

        Assert.Equal([1, 2, 1, 2], names.Select((_, code) => scorer.Score([0, code], 0)));
    }

    [Fact]
    public void A_best_iteration_that_LightGBMs_file_names_bounds_its_trees()
    {
        const string Trees = "Tree=0\nnum_leaves=1\nleaf_value=3\n\nTree=1\nnum_leaves=1\nleaf_value=5\n";
        var imported = LightGbmImporter.Read(LightGbmModelText.Model(Trees, more: "best_iteration=1"));

        Assert.Equal(3, imported.Artifact.CreateScorer().Score([0, 0], 0));
        Assert.Equal(
            (2, 1, 0), (imported.Report.TreesInFile, imported.Report.TreesServing, imported.Report.BestIteration));
        Assert.Contains(
            "best_iteration is 3; the model has 2 iterations",
            Assert.Throws<ImportException>(
                () => LightGbmImporter.Read(LightGbmModelText.Model(Trees, more: "best_iteration=3"))).Message);
    }

    [Theory]
    [InlineData(1_700_000_030.0000002, true)]
    [InlineData(20_000_001.500000004, true)]
    [InlineData(16_777_217.0, false)]
    [InlineData(1_699_999_936.0, false)]
    [InlineData(0.15000000000000002, false)]
    [InlineData(4_503.25, false)]
    public void A_threshold_that_single_precision_cannot_tell_is_refused_by_the_features_name(
        double threshold, bool isRefused)
    {
        var text = threshold.ToString("R", CultureInfo.InvariantCulture);
        var model = LightGbmModelText.OneSplit(2, text);

        if (!isRefused)
        {
            LightGbmImporter.Import(model);
            return;
        }

        Assert.Contains(
            "tells values of 'number' apart more finely",
            Assert.Throws<ImportException>(() => LightGbmImporter.Import(model)).Message);
    }

    private static byte[] Case(string file) => File.ReadAllBytes(SharedData.RequireCase(file));

    private static ImportTarget Target(params string[] regions) => new(
        new DatasetSchema(
            PredictionTask.Regression,
            [FeatureDescription.Categorical("region", regions.Length), FeatureDescription.Numeric("load")]),
        [regions, []]);

    // Codes 0 and 2 of the second feature go to 1, others to 2.
    private static byte[] WithCategories(string categories) =>
    [
        .. LightGbmModelText.Model(
            """
            Tree=0
            num_leaves=2
            num_cat=1
            split_feature=1
            threshold=0
            decision_type=1
            left_child=-1
            right_child=-2
            leaf_value=1 2
            cat_boundaries=0 1
            cat_threshold=5
            """, infos: "[0:999] 1:0:3:2"),
        .. Encoding.UTF8.GetBytes($"\npandas_categorical:{categories}\n"),
    ];
}
