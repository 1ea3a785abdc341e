using System.Text;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Fleet.Tests.Models;

/// <summary>Rows with the predictions that a model gave elsewhere: where they do not hold, it does not serve.</summary>
public sealed class ImportChecksTests
{
    private static readonly FeatureSchema Regions = new()
    {
        Target = "load",
        Features = [new("wind"), new("region", FeatureKind.Categorical) { Categories = ["b", "c", "a"] }],
    };

    [Fact]
    public void An_import_that_predicts_what_was_expected_serves_and_says_how_near_it_came() =>
        TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        await station.RegisterAsync();

        var view = (await station.Grain.Import(Command(Row(0.4, 55.5), Row(0.6, 65.50001), Row(null, 55.5)))).Value!;

        Assert.Equal("1.0.0", view.State.Champion!.Number.ToString());
        Assert.Equal(
            ("lightgbm", "regression", 1, 1, "identity", 3),
            (view.Import!.Format, view.Import.Objective, view.Import.TreesInFile, view.Import.TreesServing,
                view.Import.Link, view.Import.RowsChecked));
        Assert.Equal(1e-5, view.Import.LargestDifference, 1e-9);
        Assert.Equal(["hour", "weather", "last"], view.Import.Features.Select(feature => feature.Feature));
        Assert.Null((await station.ViewAsync()).Import);
    });

    [Fact]
    public void An_import_that_predicts_otherwise_is_refused_with_both_numbers_and_nothing_changes() =>
        TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        var before = (await station.RegisterAsync()).Value!;

        var refused = (await station.Grain.Import(
            Command(Row(0.4, 55.5), Row(0.6, 65.51), Row(0.7, double.NaN)))).Refusal!;

        Assert.Equal(RefusalKind.Invalid, refused.Kind);
        Assert.Equal(
            [
                "checks[1].expected: '65.51' is not what the model predicts as it was read here: 65.5, by 1 of the "
                    + "file's 1 trees",
                "checks[2].expected: 'NaN' is not what the model predicts as it was read here: 65.5, by 1 of the "
                    + "file's 1 trees",
            ],
            refused.Problems.Select(problem => problem.ToString()));
        Assert.Equal(before.Revision, (await station.RowAsync()).Revision);
    });

    [Fact]
    public void A_row_that_is_none_of_the_schema_or_expects_another_kind_of_answer_is_refused_by_its_place() =>
        TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        await station.RegisterAsync();
        var named = ImmutableDictionary<string, FeatureValue>.Empty.Add("wetter", new FeatureValue(1, null));

        var refused = (await station.Grain.Import(Command(
            new ImportCheck([], [1]) { Named = named },
            Row(0.4, 55.5) with { Expected = [1, 2] },
            Row(0.4, 55.5) with { Label = "rain" }))).Refusal!;

        Assert.Contains("wetter", refused.Problems[0].ToString(), StringComparison.Ordinal);
        Assert.Equal(
            "checks[1].expected: '2' must be one number: what the model predicts", refused.Problems[1].ToString());
        Assert.Equal(
            "checks[2].label: 'rain' must be left out: the model has no classes", refused.Problems[2].ToString());
    });

    [Fact]
    public void A_request_that_comes_again_is_answered_with_what_was_read() => TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        await station.RegisterAsync();
        var first = (await station.Grain.Import(Command())).Value!;

        var again = (await station.Grain.Import(Command())).Value!;

        Assert.Equal(first.Revision, again.Revision);
        Assert.Equal(first.Import!.Features, again.Import!.Features);
    });

    [Fact]
    public void Categories_of_the_file_are_found_in_the_schema_by_name_though_it_lists_them_otherwise() =>
        TestFleet.Run(async fleet =>
    {
        var model = fleet.Model("regions");
        await model.Register(new("regression", Regions, "", """{ "challengers": { "recipes": ["mean"] } }""", 7, "r"));

        var view = (await model.Import(Command(Region("a", 1), Region("b", 2), Region("c", 1)) with
        {
            Content = ByRegion,
        })).Value!;

        var region = view.Import!.Features[1];
        Assert.Equal(["a", "b", "c"], region.Categories);
        Assert.True(region.ByName);
    });

    private static ImportModel Command(params ImportCheck[] checks) =>
        new(ImportFormat.Auto, ForeignModel.Fair, "ann", "it served elsewhere", 0, "import") { Checks = [.. checks] };

    private static ImportCheck Row(double? weather, double expected) =>
        new([new FeatureValue(3, null), new FeatureValue(weather, null), new FeatureValue(60, null)], [expected]);

    private static ImportCheck Region(string name, double expected) =>
        new([new FeatureValue(3, null), new FeatureValue(null, name)], [expected]);

    // Regions a and c, codes 0 and 2, have 1, b has 2.
    private static byte[] ByRegion { get; } = Encoding.UTF8.GetBytes("""
        tree
        version=v4
        num_class=1
        num_tree_per_iteration=1
        label_index=0
        max_feature_idx=1
        objective=regression
        feature_names=wind region
        feature_infos=[0:9] 0:1:2

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
        leaf_count=50 50
        internal_count=100
        shrinkage=1

        end of trees

        pandas_categorical:[["a", "b", "c"]]

        """);
}
