using Google.Protobuf.WellKnownTypes;

namespace RetrainGrains.Cli.Tests.Client.Serving;

/// <summary>Predictions of one row and of a file, as the server is asked and as they are shown.</summary>
public sealed class PredictCommandTests : ClientTests
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Server.On<V1.PredictRequest, V1.PredictResponse>(request => new V1.PredictResponse
        {
            Prediction = new V1.Prediction { PredictionId = "p1", Value = 412.75 }, Version = "1.2.0", Logged = true,
        });
        Server.On<V1.PredictBatchRequest, V1.PredictBatchResponse>(request => new V1.PredictBatchResponse
        {
            Predictions =
            {
                request.Rows.Select((row, i) => new V1.Prediction { PredictionId = $"p{i}", Value = i / 4.0 }),
            },
            Version = "1.2.0", Logged = true,
        });
        Server.On<V1.DescribeRequest, V1.Model>(_ => new V1.Model
        {
            Schema = new V1.Schema
            {
                Target = "y",
                Features =
                {
                    new V1.Feature { Name = "a" },
                    new V1.Feature { Name = "road", Kind = V1.FeatureKind.Categorical, Categories = { "dry", "wet" } },
                    new V1.Feature { Name = "fed", FromModel = "other" },
                },
            },
        });
    }

    [Fact]
    public async Task A_row_is_given_by_the_names_of_its_features_or_in_their_order()
    {
        var named = await RunAsync("predict", "bike", "--features", """{"a": 1.5, "road": null}""", "--id", "p1");
        Input = """[1.5, "wet"]""";
        var listed = await RunAsync("predict", "bike", "--features", "-");

        Assert.Equal((0, "412.75  (by 1.2.0, prediction p1)\n", ""), (named.Code, named.Output, named.Errors));
        Assert.Equal(0, listed.Code);
        var rows = Server.Asked<V1.PredictRequest>().Select(request => request.Row).ToArray();
        Assert.Equal(("p1", 1.5), (rows[0].PredictionId, rows[0].Named["a"].NumberValue));
        Assert.Equal(Value.KindOneofCase.NullValue, rows[0].Named["road"].KindCase);
        Assert.Equal("wet", rows[1].Features[1].StringValue);
    }

    [Fact]
    public async Task The_predictions_of_a_file_are_written_to_a_file_in_its_order()
    {
        var (data, path) = (Path.Combine(Folder, "rows.csv"), Path.Combine(Folder, "predictions.csv"));
        File.WriteAllText(data, "a,road\n1,dry\n2,wet\n");

        var ran = await RunAsync("predict", "bike", "--data", data, "--out", path);

        Assert.Equal((0, $"2 predictions by 1.2.0 are written to {path}\n", ""), (ran.Code, ran.Output, ran.Errors));
        Assert.Equal("prediction_id,prediction,version\np0,0,1.2.0\np1,0.25,1.2.0\n", File.ReadAllText(path));
    }

    [Fact]
    public async Task Of_classes_a_file_has_the_probability_of_each()
    {
        Server.On<V1.DescribeRequest, V1.Model>(_ => new V1.Model
        {
            Schema = new V1.Schema
            {
                Target = "sky", Classes = { "clear", "rain" }, Features = { new V1.Feature { Name = "a" } },
            },
        });
        Server.On<V1.PredictBatchRequest, V1.PredictBatchResponse>(_ => new V1.PredictBatchResponse
        {
            Predictions = { new V1.Prediction { PredictionId = "p1", Label = "rain", Probabilities = { 0.25, 0.75 } } },
            Version = "1.0.0", Logged = true,
        });
        var (data, path) = (Path.Combine(Folder, "rows.csv"), Path.Combine(Folder, "predictions.csv"));
        File.WriteAllText(data, "a\n1\n");

        Assert.Equal(0, (await RunAsync("predict", "sky", "--data", data, "--out", path)).Code);

        Assert.Equal(
            "prediction_id,prediction,probability of clear,probability of rain,version\np1,rain,0.25,0.75,1.0.0\n",
            File.ReadAllText(path));
    }

    [Fact]
    public async Task One_row_has_no_file()
    {
        var ran = await RunAsync("predict", "bike", "--features", "[1]", "--out", Path.Combine(Folder, "p.csv"));
        Assert.Equal(2, ran.Code);
        Assert.Contains("needs --data", ran.Errors);
    }

    [Theory]
    [InlineData("""{"a": 1, "road": "icy"}""")]
    [InlineData("""[1, "icy", null]""")]
    public async Task A_category_that_the_model_does_not_know_is_told(string row)
    {
        var ran = await RunAsync("predict", "bike", "--features", row);

        Assert.Equal((0, "412.75  (by 1.2.0, prediction p1)\n"), (ran.Code, ran.Output));
        Assert.Equal("road: 'icy' is no category that the model knows: it counts as missing\n", ran.Errors);
        Assert.Equal(["schema"], Assert.Single(Server.Asked<V1.DescribeRequest>()).ReadMask.Paths);
    }

    [Fact]
    public async Task A_class_is_shown_by_its_name_and_doubts_are_told_apart()
    {
        Server.On<V1.PredictRequest, V1.PredictResponse>(_ => new V1.PredictResponse
        {
            Prediction = new V1.Prediction
            {
                PredictionId = "p1", Value = 1, Label = "rain", Probabilities = { 0.1, 0.8, 0.1 }, Fallback = true,
            },
            Version = "1.0.0",
        });

        var ran = await RunAsync("predict", "sky", "--features", "[1]");

        Assert.Equal("rain, 80 %  (by 1.0.0, prediction p1)\n", ran.Output);
        Assert.Contains("Not logged yet", ran.Errors);
        Assert.Contains("without the worker", ran.Errors);
    }

    [Fact]
    public async Task A_files_columns_are_matched_by_name_and_what_another_model_feeds_is_left_out()
    {
        var data = Write("rows.csv", "road;name;a\nwet;x;1,5\nice;y;?\n");

        var ran = await RunAsync("predict", "bike", "--data", data, "--id", "name");

        Assert.Equal(0, ran.Code);
        Assert.Equal("road: 'ice' is no category that the model knows: it counts as missing\n", ran.Errors);
        Assert.Contains("2 predictions by 1.2.0", ran.Output);
        var rows = Assert.Single(Server.Asked<V1.PredictBatchRequest>()).Rows;
        Assert.Equal(["x", "y"], rows.Select(row => row.PredictionId));
        Assert.Equal(["a", "road"], rows[0].Named.Keys.Order());
        Assert.Equal((1.5, "wet"), (rows[0].Named["a"].NumberValue, rows[0].Named["road"].StringValue));
        Assert.Equal(Value.KindOneofCase.NullValue, rows[1].Named["a"].KindCase);
    }

    [Fact]
    public async Task What_rows_are_about_is_told_and_may_be_a_feature_too()
    {
        var data = Write("rows.csv", "a,road,station\n1,dry,north\n2,wet,south\n");
        await RunAsync("predict", "bike", "--data", data, "--entity", "station");
        await RunAsync("predict", "bike", "--data", data, "--entity", "road");
        await RunAsync("predict", "bike", "--features", "[1]", "--entity", "north");
        var gap = await RunAsync("predict", "bike", "--data", Write("gap.csv", "a,road,station\n1,dry,NA\n2,dry,\n"),
            "--entity", "station");

        Assert.Equal(
            ["north", "south", "dry", "wet"],
            Server.Asked<V1.PredictBatchRequest>().SelectMany(request => request.Rows).Select(row => row.Entity));
        Assert.Equal("north", Assert.Single(Server.Asked<V1.PredictRequest>()).Row.Entity);
        Assert.Equal(2, gap.Code);
        Assert.Contains("gap.csv, line 2, column station: 'NA' must say what the row is about", gap.Errors);
        Assert.Contains("; one more like this one, the last is line 3", gap.Errors);
    }

    [Fact]
    public async Task A_large_file_goes_in_batches_and_comes_back_as_one_answer()
    {
        var data = Write("rows.csv", "a,road\n" + string.Concat(Enumerable.Repeat("1,dry\n", 10_001)));

        var ran = await RunAsync("predict", "bike", "--data", data, "--json");

        Assert.Equal([10_000, 1], Server.Asked<V1.PredictBatchRequest>().Select(request => request.Rows.Count));
        Assert.Equal(10_001, ran.Json.GetProperty("predictions").GetArrayLength());
    }

    [Fact]
    public async Task Whatever_is_wrong_with_a_file_is_told_and_nothing_is_asked()
    {
        var lacking = await RunAsync("predict", "bike", "--data", Write("one.csv", "a,b\n1,2\n3,4\n"), "--id", "name");
        var wrong = await RunAsync("predict", "bike", "--data", Write("two.csv", "a,road\nx,dry\n2,wet\n"));

        Assert.Equal((2, 2), (lacking.Code, wrong.Code));
        Assert.Contains("'road' must be a column; there are a, b", lacking.Errors);
        Assert.Contains("'name' must be a column", lacking.Errors);
        Assert.Contains("two.csv, line 2, column a: 'x' must be a number", wrong.Errors);
        Assert.Empty(Server.Asked<V1.PredictBatchRequest>());
    }

    [Theory]
    [InlineData("a=1", "--features: 'a=1' must be JSON such as")]
    [InlineData("3", "--features: '3' must be JSON such as")]
    [InlineData(null, "must be given, or --data, and not both")]
    public async Task A_row_that_cannot_be_read_is_refused_with_an_example(string? features, string told)
    {
        string[] words = ["predict", "bike", .. features is null ? [] : new[] { "--features", features }];

        var ran = await RunAsync(words);

        Assert.Equal(2, ran.Code);
        Assert.Contains(told, ran.Errors);
        Assert.Empty(Server.Asked<V1.PredictRequest>());
    }
}
