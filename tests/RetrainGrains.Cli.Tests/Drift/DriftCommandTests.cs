using System.Text.Json;
using RetrainGrains.Sources.Tests;
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
        Assert.Contains("id is not compared: nearly every row has a text of its own", output.ToString());
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

    [Theory]
    [InlineData(-9999)]
    [InlineData(7)]
    public async Task F3_zeros_and_a_constant_that_became_another_number_are_drift(int value)
    {
        var rain = Write("rain.csv", "rain,one\n" + Lines(200, row => $"{(row % 3 == 0 ? row % 7 : 0)},1"));
        var moved = Write("moved.csv", "rain,one\n" + Lines(200, row => $"{(row % 3 == 0 ? row % 7 : value)},1"));
        var constant = Write(
            "constant.csv", "rain,one\n" + Lines(200, row => $"{(row % 3 == 0 ? row % 7 : 0)},{value}"));

        Assert.Equal(0, await RunAsync(rain, rain));
        Assert.Equal(1, await RunAsync(rain, moved));
        Assert.Equal(1, await RunAsync(rain, constant));
    }

    [Fact]
    public async Task F2_categories_that_became_one_are_drift_among_twenty_and_one_that_is_gone_is_among_thousands()
    {
        static string Few(int row) => $"c{row % 20}";
        static string Collapsed(int row) => $"c{(row % 20 > 9 ? 10 : row % 20)}";
        static string Many(int row) => row % 10 == 0 ? "large" : $"c{row * 7919 % 2_000}";
        static string Gone(int row) => $"c{row * 7919 % 2_000}";
        string File(string name, Func<int, string> category) => Write(
            name, "c,x\n" + Lines(4_000, row => $"{category(row)},{row * 31 % 97}"));
        var (few, many) = (File("few.csv", Few), File("many.csv", Many));

        Assert.Equal(0, await RunAsync(few, few));
        Assert.Equal(1, await RunAsync(few, File("collapsed.csv", Collapsed)));
        Assert.Equal(0, await RunAsync(many, many));
        Assert.Equal(1, await RunAsync(many, File("gone.csv", Gone), "--json", Report));
        Assert.Equal("CategoryShift", Column("c").GetProperty("statistic").GetString());
    }

    [Theory]
    [InlineData("x,z\n", "{1},{0}", "y is not compared: only in the reference")]
    [InlineData("x,y,z,new\n", "{1},{1},{0},1", "new is not compared: only in the current sample")]
    [InlineData("x,y,z\n", "{1},broken,{0}", "y is not compared: numbers on one side, and the current sample has")]
    public async Task F5_a_column_that_cannot_be_compared_leaves_the_answer_open(
        string header, string line, string reason)
    {
        var reference = Write("a.csv", "x,y,z\n" + Lines(100, row => $"{row},{row},{row % 5}"));
        var current = Write("b.csv", header + Lines(100, row => string.Format(line, row % 5, row)));

        Assert.Equal(2, await RunAsync(reference, current, "--json", Report));

        Assert.Contains(reason, output.ToString());
        Assert.Contains("cannot be compared as a whole", output.ToString());
        Assert.Equal("cannotBeCompared", Json().GetProperty("verdict").GetString());
        Assert.Single(Json().GetProperty("notCompared").EnumerateArray());
        Assert.Equal(0, await RunAsync(reference, current, "--ignore", reason.Split(' ')[0]));
    }

    [Theory]
    [InlineData("guarded", 1)]
    [InlineData("evidently", 1)]
    public async Task F5_a_column_that_has_no_value_any_more_is_drift(string profile, int code)
    {
        var reference = Write("a.csv", "x,y,z\n" + Lines(100, row => $"{row},{row},{row % 5}"));
        var current = Write("b.csv", "x,y,z\n" + Lines(100, row => $"{row},,{row % 5}"));

        Assert.Equal(code, await RunAsync(reference, current, "--profile", profile, "--json", Report));
        Assert.Equal(profile == "guarded", Json().GetProperty("driftedColumns").GetInt32() == 1);
    }

    [Fact]
    public async Task The_delimiter_is_told_by_the_names_or_given_and_a_wrong_one_is_one_error_with_its_remedy()
    {
        // Decimal commas, which a delimiter of commas would part.
        string File(string name, char between) => Write(
            name, $"x{between}y\n" + Lines(100, row => $"{row % 9},5{between}{row % 7}"));
        var (semicolons, tabs) = (File("a.csv", ';'), File("b.csv", '\t'));

        Assert.Equal(0, await RunAsync(semicolons, semicolons));
        Assert.Equal(0, await RunAsync(tabs, tabs, "--delimiter", "tab"));
        Assert.Equal(2, await RunAsync(semicolons, semicolons, "--delimiter", ","));
        Assert.Equal(2, await RunAsync(semicolons, semicolons, "--delimiter", "ab"));

        Assert.Contains("with the delimiter ',': give another with --delimiter", errors.ToString());
        Assert.Contains("--delimiter: 'ab' must be one ASCII character", errors.ToString());
        Assert.InRange(errors.ToString().Trim().Split('\n').Length, 2, 2 * 4 + 1);
    }

    [Fact]
    public async Task A_command_line_that_cannot_be_understood_shows_the_usage_of_drift_only()
    {
        Assert.Equal(2, await RunAsync("a.csv"));

        Assert.Contains("Give two files, or one with --source, --reference and --current.", errors.ToString());
        Assert.Contains("Usage: retrain drift", errors.ToString());
        Assert.DoesNotContain("Usage: retrain replay", errors.ToString());
    }

    private static string Lines(int count, Func<int, string> line) =>
        string.Concat(Enumerable.Range(0, count).Select(row => line(row) + "\n"));

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
