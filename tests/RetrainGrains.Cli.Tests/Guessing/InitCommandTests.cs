using RetrainGrains.Cli.Tests.Client;
using RetrainGrains.Sources.Tests;

namespace RetrainGrains.Cli.Tests.Guessing;

/// <summary>The source file that <c>retrain init</c> writes, and what it says beside it.</summary>
public sealed class InitCommandTests : ClientTests
{
    [Fact]
    public async Task The_output_is_a_source_file_and_what_was_guessed_is_told_apart_from_it()
    {
        var data = Write("data.csv", "day|a|y\n2024-01-01|1|1\n2024-01-02|3|2\n");

        var ran = await RunAsync("init", data, "--target", "y");

        Assert.Equal(0, ran.Code);
        Assert.Equal('|', SourceTexts.Parse(ran.Output).Shape.Delimiter);
        Assert.Contains("time      day, 2024-01-01 to 2024-01-02, 1d apart, as UTC", ran.Errors);
    }

    [Fact]
    public async Task Every_option_is_heard()
    {
        var data = Write("data.csv",
            "day\tat\tshop\tx\tleak\ty\n2024-01-01\t2023-01-05\tn\t1\t1\t1\n2024-01-02\t2023-01-05\ts\t4\t2\t2\n"
            + "2024-01-03\t2023-01-06\tn\t2\t3\t3\n");

        var ran = await RunAsync("init", data, "--target", "y", "--time", "at", "--key", "shop", "--without", "leak",
            "--without", "day", "--delimiter", "tab", "--task", "multiclass");

        Assert.Equal(0, ran.Code);
        var source = SourceTexts.Parse(ran.Output);
        Assert.Equal(('\t', "at"), (source.Shape.Delimiter, Assert.Single(source.Time.Columns)));
        Assert.Equal(["shop"], source.Key);
        Assert.Equal(["shop", "x"], source.Features.Select(feature => feature.Name));
        Assert.Equal(["1", "2", "3"], source.Target.Names!.Value);
    }

    [Fact]
    public async Task What_is_computed_is_tried_and_told_unless_columns_alone_are_asked_for()
    {
        var draw = new Random(1);
        var data = Write("data.csv", "time,x,y\n" + string.Concat(Enumerable.Range(0, 2_000).Select(hour =>
            $"{new DateTime(2024, 1, 1).AddHours(hour):yyyy-MM-dd HH:mm},"
            + $"{draw.Next(9)},{hour % 24 + draw.Next(3)}\n")));

        var tried = await RunAsync("init", data, "--target", "y", "--horizon", "2h");
        var plain = await RunAsync("init", data, "--target", "y", "--plain");

        Assert.Equal(TimeSpan.FromHours(2), SourceTexts.Parse(tried.Output).Horizon);
        Assert.Contains("  pays      y last known (", tried.Errors);
        Assert.Equal("x", Assert.Single(SourceTexts.Parse(plain.Output).Features).Name);
        Assert.DoesNotContain("tried", plain.Errors);
    }

    [Fact]
    public async Task What_cannot_be_is_refused_at_once()
    {
        var data = Write("data.csv", "day,a,y\n2024-01-01,1,1\n2024-01-02,3,2\n");

        var options = await RunAsync("init", data, "--target", "y", "--delimiter", "ab", "--task", "guess");
        var untold = await RunAsync("init", data);

        Assert.Equal((2, ""), (options.Code, options.Output));
        Assert.Contains("--delimiter: 'ab'", options.Errors);
        Assert.Contains("--task: 'guess' must be regression, binary or multiclass", options.Errors);
        Assert.Equal((2, "--target: '' must be a column; there are day, a, y\n"), (untold.Code, untold.Errors));
    }
}
