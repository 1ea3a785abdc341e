using Google.Protobuf;
using Grpc.Core;

namespace RetrainGrains.Cli.Tests.Client.Exporting;

/// <summary>Versions that are written into files of other programs.</summary>
public sealed class ExportCommandTests : ClientTests
{
    [Theory]
    [InlineData("bike.onnx", null, V1.ExportFormat.Onnx)]
    [InlineData("bike.JSON", null, V1.ExportFormat.Xgboost)]
    [InlineData("bike.model", "xgboost", V1.ExportFormat.Xgboost)]
    [InlineData("bike.json", "onnx", V1.ExportFormat.Onnx)]
    public async Task The_format_is_what_is_asked_for_or_what_the_files_ending_says(
        string file, string? format, V1.ExportFormat expected)
    {
        Server.On<V1.ExportRequest, IEnumerable<V1.ExportPart>>(_ => [Part("one "), Part("two")]);
        var path = Path.Combine(Folder, file);

        string[] named = format is null ? [] : ["--format", format];

        var ran = await RunAsync(["export", "bike", "--out", path, "--version", "1.2.0", .. named]);

        Assert.Equal((0, ""), (ran.Code, ran.Errors));
        Assert.Equal("one two", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        var asked = Assert.Single(Server.Asked<V1.ExportRequest>());
        Assert.Equal(("bike", "1.2.0", expected), (asked.ModelId, asked.Version, asked.Format));
        Assert.StartsWith($"{path} is version 1.2.0 of bike as ", ran.Output);
        Assert.Contains("  season, from 0 on: winter, summer", ran.Output);
        Assert.Contains("  the server adds a drift correction", ran.Output);
    }

    [Fact]
    public async Task A_refusal_leaves_the_file_that_was_there()
    {
        Server.Refuse<V1.ExportRequest>(StatusCode.FailedPrecondition, "format: 'Xgboost' cannot hold version 1.2.0");
        var path = Write("bike.json", "before");

        var ran = await RunAsync("export", "bike", "--out", path);

        Assert.Equal(1, ran.Code);
        Assert.Contains("cannot hold version 1.2.0", ran.Errors);
        Assert.Equal("before", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        Assert.Equal([path], Directory.GetFiles(Folder, "bike*"));
    }

    [Fact]
    public async Task A_format_and_a_folder_that_are_not_there_are_both_told_and_nothing_is_asked()
    {
        var path = Path.Combine(Folder, "nowhere", "bike");

        var ran = await RunAsync("export", "bike", "--out", path, "--format", "pmml");

        Assert.Equal(2, ran.Code);
        Assert.Contains("--format: 'pmml' must be xgboost or onnx", ran.Errors);
        Assert.Contains("must be in a folder that exists", ran.Errors);
        Assert.Empty(Server.Asked<V1.ExportRequest>());
    }

    private static V1.ExportPart Part(string content) => new()
    {
        Content = ByteString.CopyFromUtf8(content),
        Report = content == "one " ? new V1.ExportReport
        {
            Version = "1.2.0", Format = V1.ExportFormat.Onnx, Learner = "leafwise", Contents = "120 trees",
            Output = "the prediction", Precision = "rows take the same branches", Bytes = 7,
            Features =
            {
                new V1.ExportedFeature { Name = "temp" },
                new V1.ExportedFeature
                {
                    Name = "season", Kind = V1.FeatureKind.Categorical, Categories = { "winter", "summer" },
                },
            },
            Notes = { "the server adds a drift correction to its predictions" },
        } : null,
    };
}
