using System.Text.Json;
using RetrainGrains.Cli.Tests.Sources;
using RetrainGrains.Statistics.Profiles;

namespace RetrainGrains.Cli.Tests.Drift;

/// <summary>The command as a user sees it, on rows whose columns are known.</summary>
public sealed class DriftCommandTests : IDisposable
{
    private const int Rows = 400;

    private readonly string folder = Directory.CreateTempSubdirectory("retrain-drift-").FullName;
    private readonly StringWriter output = new();
    private readonly StringWriter errors = new();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("guarded")]
    [InlineData("evidently")]
    [InlineData("nannyml")]
    public async Task Two_samples_of_the_same_world_end_in_0(string profile)
    {
        Assert.Equal((0, ""), (await RunAsync(
            Sample("a.csv", seed: 1), Sample("b.csv", seed: 2), "--profile", profile), errors.ToString()));

        Assert.Contains("0 of 4 columns drifted; no drift", output.ToString());
    }

    [Theory]
    [InlineData("guarded", "PopulationStability")]
    [InlineData("evidently", "KolmogorovSmirnov")]
    [InlineData("nannyml", "JensenShannon")]
    public async Task A_column_that_moved_ends_in_1_and_comes_first(string profile, string statistic)
    {
        Assert.Equal(1, await RunAsync(
            Sample("a.csv", seed: 1), Sample("b.csv", seed: 2, shift: 1.5), "--profile", profile, "--json", Report));

        var column = Json().GetProperty("columns")[0];
        Assert.Equal("x", column.GetProperty("column").GetString());
        Assert.True(column.GetProperty("drifted").GetBoolean());
        Assert.Equal(statistic, column.GetProperty("statistic").GetString());
        Assert.True(Json().GetProperty("classifier").GetProperty("auc").GetDouble() > 0.75);
        Assert.True(Json().GetProperty("drifted").GetBoolean());
    }

    [Fact]
    public async Task Columns_that_stop_moving_together_are_found_although_each_stays_as_it_was()
    {
        Assert.Equal(1, await RunAsync(
            Sample("a.csv", seed: 1, coupled: true), Sample("b.csv", seed: 2), "--json", Report));

        Assert.Equal(0, Json().GetProperty("driftedColumns").GetInt32());
        Assert.True(Json().GetProperty("reconstruction").GetProperty("drifted").GetBoolean());
        Assert.True(Json().GetProperty("classifier").GetProperty("drifted").GetBoolean());
    }

    [Fact]
    public async Task A_profile_says_of_raw_values_what_its_tool_says()
    {
        await RunAsync(Sample("a.csv", seed: 1), Sample("b.csv", seed: 2), "--profile", "frouros", "--json", Report);

        var column = Column("x");
        var expected = DriftProfile.Frouros.Compare(Values("a.csv", 0), Values("b.csv", 0), ColumnKind.Numeric);
        Assert.Equal(expected.Value, column.GetProperty("value").GetDouble());
        Assert.Equal(expected.PValue, column.GetProperty("pValue").GetDouble());
        Assert.Equal(JsonValueKind.Null, column.GetProperty("drifted").ValueKind);
    }

    [Fact]
    public async Task A_threshold_gives_a_profile_without_one_its_verdict()
    {
        Assert.Equal(1, await RunAsync(
            Sample("a.csv", seed: 1), Sample("b.csv", seed: 2, shift: 1.5), "--profile", "frouros", "--threshold",
            "0.001", "--json", Report));

        Assert.True(Column("x").GetProperty("drifted").GetBoolean());
        Assert.False(Column("y").GetProperty("drifted").GetBoolean());
    }

    [Fact]
    public async Task Numbers_texts_and_two_values_are_told_apart_and_what_cannot_be_compared_is_named()
    {
        Assert.Equal(0, await RunAsync(Sample("a.csv", seed: 1), Sample("b.csv", seed: 2), "--json", Report));

        string[] names = ["x", "y", "colour", "flag"];
        Assert.Equal(
            ["numeric", "numeric", "categorical", "binary"],
            names.Select(name => Column(name).GetProperty("type").GetString()));
        Assert.True(Column("y").GetProperty("missingInReference").GetDouble() > 0);
        Assert.Contains("id is not compared: more than 254 different texts", output.ToString());
        Assert.Contains("one is not compared: one value only, on both sides", output.ToString());
    }

    [Fact]
    public async Task Of_more_rows_than_asked_for_a_seeded_sample_is_drawn_and_said_so()
    {
        var (a, b) = (Sample("a.csv", seed: 1), Sample("b.csv", seed: 2));
        Assert.Equal(0, await RunAsync(a, b, "--rows", "200", "--json", Report));
        var first = File.ReadAllText(Report);
        Assert.Equal(0, await RunAsync(a, b, "--rows", "200", "--json", Report));
        var again = File.ReadAllText(Report);
        await RunAsync(a, b, "--rows", "200", "--seed", "2", "--json", Report);

        Assert.Contains("reference: 200 rows, drawn of 400 with seed 1; current: 200 rows, drawn", output.ToString());
        Assert.Equal(first, again);
        Assert.NotEqual(first, File.ReadAllText(Report));
    }

    [Fact]
    public async Task One_file_is_compared_with_itself_at_another_time()
    {
        var random = new Random(1);
        var rows = Enumerable.Range(0, 20 * 24).Select(hour =>
            $"{new DateTime(2020, 1, 1).AddHours(hour):yyyy-MM-dd HH:mm},"
            + $"{random.Next(100) + (hour < 240 ? 0 : 50)},{random.Next(100)}\n");
        var file = Write("rows.csv", "time,x,y\n" + string.Concat(rows));
        string[] common = [file, "--source", Write("source.json", SourceTexts.Hourly), "--reference", "..2020-01-06"];

        Assert.Equal(0, await RunAsync([.. common, "--current", "2020-01-06..2020-01-11"]));
        Assert.Equal(1, await RunAsync([.. common, "--current", "2020-01-11.."]));

        Assert.Contains("current: 240 rows", output.ToString());
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once_and_ends_in_2()
    {
        Assert.Equal(2, await RunAsync(
            Write("short.csv", "x,y\n1,2\n"), PathOf("nowhere.csv"), "--profile", "magic", "--rows-per-independent-row",
            "0", "--threshold", "1", "--json", PathOf(Path.Combine("nowhere", "x"))));

        string[] expected =
            ["--profile: 'magic'", "nowhere.csv: '' cannot be read", "--rows-per-independent-row: '0'", "--json:",
                "--threshold: '1'"];
        Assert.All(expected, message => Assert.Contains(message, errors.ToString()));
        Assert.Equal(expected.Length, errors.ToString().Trim().Split('\n').Length);
    }

    [Theory]
    [InlineData("x,y\n1,2\n", "the current sample: '1 rows' must have at least 50")]
    [InlineData("x,y\n1\n", "other.csv, line 2: '1' must have 2 cells")]
    [InlineData("x,x\n1,2\n", "other.csv: 'x' must be a unique column name")]
    public async Task A_file_that_cannot_be_compared_says_why(string text, string message)
    {
        Assert.Equal(2, await RunAsync(Sample("a.csv", seed: 1), Write("other.csv", text)));

        Assert.Contains(message, errors.ToString());
    }

    [Fact]
    public async Task A_command_line_that_cannot_be_understood_shows_the_usage_of_drift_only()
    {
        Assert.Equal(2, await RunAsync("a.csv"));

        Assert.Contains("Give two files, or one with --source, --reference and --current.", errors.ToString());
        Assert.Contains("Usage: retrain drift", errors.ToString());
        Assert.DoesNotContain("Usage: retrain replay", errors.ToString());
    }

    private string Report => PathOf("report.json");

    private JsonElement Json() => JsonDocument.Parse(File.ReadAllText(Report)).RootElement.Clone();

    private JsonElement Column(string name) => Json().GetProperty("columns").EnumerateArray()
        .Single(column => column.GetProperty("column").GetString() == name);

    // x and y are normal, coupled or not; some of y is missing, and one column is an id.
    private string Sample(string name, int seed, double shift = 0, bool coupled = false)
    {
        var random = new Random(seed);
        double Normal() => Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6;
        var rows = Enumerable.Range(0, Rows).Select(row =>
        {
            var (x, noise) = (Normal() + shift, Normal());
            var y = coupled ? (x + 0.1 * noise).ToString("0.0000") : row % 40 == 0 ? "" : noise.ToString("0.0000");
            var colour = new[] { "red", "green", "blue" }[random.Next(3)];
            return FormattableString.Invariant($"{x:0.0000},{y},{colour},{random.Next(2)},row {row},7\n");
        });
        return Write(name, "x,y,colour,flag,id,one\n" + string.Concat(rows));
    }

    private double[] Values(string name, int column) =>
        [.. File.ReadLines(PathOf(name)).Skip(1).Select(line => double.Parse(line.Split(',')[column]))];

    private Task<int> RunAsync(params string[] arguments) =>
        new RetrainCommand(new FleetReplay(), TimeProvider.System, output, errors)
            .RunAsync(["drift", .. arguments, "--quiet"], TestContext.Current.CancellationToken);

    private string PathOf(string name) => Path.Combine(folder, name);

    private string Write(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }
}
