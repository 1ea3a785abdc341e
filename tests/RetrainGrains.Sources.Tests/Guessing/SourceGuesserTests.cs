using RetrainGrains.Domain.Primitives;
using RetrainGrains.Learning.Data;
using RetrainGrains.Sources.Guessing;

namespace RetrainGrains.Sources.Tests.Guessing;

/// <summary>The source files that are made by looking at data: each guess, and each doubt that is told.</summary>
public sealed class SourceGuesserTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly string folder = Directory.CreateTempSubdirectory("guess-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Delimiter_decimal_comma_time_key_categories_and_columns_that_say_nothing_are_seen()
    {
        var guess = Guess("y",
            "No.;Day;Shop;Temp;Remark;Same;y", "1;30.12.2024;North;1,5;;x;10", "2;30.12.2024;South;?;;x;20",
            "3;31.12.2024;North;-2,5;;x;11", "4;31.12.2024;South;3;;x;21");

        var source = guess.Source;
        Assert.Equal(((char?)';', (bool?)true), (source.Shape.Delimiter, source.DecimalComma));
        Assert.Equal(["d.M.yyyy"], Assert.IsType<TimeColumn>(source.Time).Formats);
        Assert.Equal(["Shop"], source.Key);
        Assert.Contains("?", source.Missing);
        Assert.Equal(["Shop", "Temp"], source.Features.Select(feature => feature.Name));
        Assert.Equal(["North", "South"], Assert.IsType<ColumnFeature>(source.Features[0]).Categories!.Value);
        Assert.Equal((TimeSpan.FromDays(1), "y"), (source.OutcomeDelay, source.Target.Column));
        Assert.Equal(
            "No. (it counts the rows), Remark (it is empty), Same (it always holds the same)",
            guess.Findings.Single(finding => finding.Name == "left out").Text);
        Assert.Empty(guess.Doubts);
    }

    [Fact]
    public void What_was_guessed_reads_the_file_from_which_it_was_guessed()
    {
        var guess = Guess("y", "when,a,y", "2024-01-01 00:00,1,1", "2024-01-01 01:00,2,3", "2024-01-01 02:00,4,5");

        var (streams, problems) = StreamLoader.Load(guess.Source, [Path.Combine(folder, "data.csv")], new Period());

        Assert.Empty(problems);
        Assert.Equal([1, 3, 5], Assert.Single(streams).Rows.Select(row => row.Outcome));
        Assert.Equal(guess.Source.Features, SourceTexts.Parse(guess.Json).Features);
    }

    [Theory]
    [InlineData("2024-01-02T03:04:05Z", "2024-01-02 03:04:05")]
    [InlineData("2024-01-02 03:04:05.250+00:00", "2024-01-02 03:04:05.25")]
    [InlineData("2024/1/2 3:04", "2024-01-02 03:04:00")]
    [InlineData("2.1.2024 3:04", "2024-01-02 03:04:00")]
    [InlineData("1/2/2024 3:04 AM", "2024-01-02 03:04:00")]
    [InlineData("31/1/2024", "2024-01-31 00:00:00")]
    [InlineData("2-Jan-2024", "2024-01-02 00:00:00")]
    [InlineData("202401020304", "2024-01-02 03:04:00")]
    public void Forms_of_time_are_recognised(string text, string time)
    {
        var guess = Guess("y", "a,moment,y", $"1,{text},1", $"3,{text},2");

        var parser = new RowTimeParser(guess.Source.Time, new Dictionary<string, int> { ["moment"] = 0 });
        Assert.True(parser.TryParse(_ => text, 0, null, out var ticks, out _));
        Assert.Equal(time, $"{new DateTime(ticks):yyyy-MM-dd HH:mm:ss.FF}");
    }

    [Theory]
    [InlineData("ts", "1704164645")]
    [InlineData("timestamp", "1704164645000")]
    public void Counts_since_1970_are_a_time_in_a_column_of_such_a_name(string name, string text)
    {
        Assert.Equal([name], Guess("y", $"a,{name},y", $"1,{text},1", $"3,{text},2").Source.Time.Columns);
        Assert.IsType<TimeStep>(Guess("y", "a,account,y", $"1,{text},1", $"3,{text},2").Source.Time);
    }

    [Fact]
    public void A_day_that_may_be_a_month_is_told_by_the_order_of_the_rows_or_told_as_a_doubt()
    {
        var ordered = Guess("y", "d,a,y", "1/3/2024,1,1", "2/3/2024,3,2", "1/4/2024,4,3");
        var open = Guess("y", "d,a,y", "1/3/2024,1,1", "2/4/2024,3,2");

        Assert.Equal(["d/M/yyyy"], ((TimeColumn)ordered.Source.Time).Formats);
        Assert.Equal(["M/d/yyyy"], ((TimeColumn)open.Source.Time).Formats);
        Assert.Contains("d can be read as M/d/yyyy or as d/M/yyyy", Assert.Single(open.Doubts));
        Assert.Empty(ordered.Doubts);
    }

    [Fact]
    public void A_date_takes_its_hour_from_a_column_of_that_name_and_parts_make_a_time()
    {
        var hourly = Guess("y", "date,hr,y", "20240101,0,1", "20240101,1,2");
        var parts = Guess("y", "Year,Month,Day,Hour,y", "2024,1,1,0,1", "2024,1,1,1,2");

        Assert.Equal("hr", ((TimeColumn)hourly.Source.Time).Hour);
        Assert.Equal(("Month", "Hour"), (((TimeParts)parts.Source.Time).Month, ((TimeParts)parts.Source.Time).Hour));
        Assert.Equal(TimeSpan.FromHours(1), parts.Source.OutcomeDelay);
    }

    [Fact]
    public void Without_a_time_the_rows_are_counted_and_that_is_told()
    {
        var guess = Guess("y", "a,y", "5,1", "3,2");

        Assert.Equal(TimeSpan.FromHours(1), Assert.IsType<TimeStep>(guess.Source.Time).Step);
        Assert.Contains("no column holds a time", Assert.Single(guess.Doubts));
    }

    [Theory]
    [InlineData("0|1|0|1", PredictionTask.BinaryClassification)]
    [InlineData("no|yes|no|yes", PredictionTask.BinaryClassification)]
    [InlineData("rain|sun|snow|sun", PredictionTask.MulticlassClassification)]
    [InlineData("1|2|3|2", PredictionTask.Regression)]
    public void The_target_tells_the_task(string cells, PredictionTask task)
    {
        var rows = cells.Split('|').Select((cell, i) => $"2024-01-0{i + 1},{i * i},{cell}");

        Assert.Equal(task, Guess("y", ["day,a,y", .. rows]).Source.Target.Task);
    }

    [Fact]
    public void Of_two_texts_the_one_that_says_yes_is_1_and_where_none_does_that_is_told()
    {
        var clear = Guess("y", "d,a,y", "2024-01-01,1,yes", "2024-01-02,3,no");
        var open = Guess("y", "d,a,y", "2024-01-01,1,red", "2024-01-02,3,blue");

        Assert.Equal((1, 0), (clear.Source.Target.CodeOf("yes")!.Value, clear.Source.Target.CodeOf("no")!.Value));
        Assert.Empty(clear.Doubts);
        Assert.Equal(1, open.Source.Target.CodeOf("red"));
        Assert.Contains("the probability of red is predicted", Assert.Single(open.Doubts));
    }

    [Fact]
    public void A_column_that_goes_with_the_target_and_rows_of_one_time_are_doubts()
    {
        // The target's own last value tells it as well.
        string[] lines =
        [
            "d,leak,a,y",
            .. Enumerable.Range(0, 40).Select(i =>
                $"{new DateTime(2024, 1, 1).AddDays(i / 2):yyyy-MM-dd},0.{50 + i + i * i % 3},0.{i * i % 7},{i}"),
        ];

        var guess = Guess("y", lines);

        Assert.Equal(2, guess.Doubts.Length);
        Assert.Contains(guess.Doubts, doubt => doubt.StartsWith("leak goes closely with the target (correlation"));
        Assert.Contains(guess.Doubts, doubt => doubt.StartsWith("20 rows have the time of an earlier one"));
    }

    [Fact]
    public void Columns_that_give_the_target_away_are_left_out_with_the_reason_unless_they_are_asked_for()
    {
        var draw = new Random(1);
        string[] lines =
        [
            "d,total,part,rest,a,y",
            .. Enumerable.Range(0, 80).Select(i =>
            {
                var (part, y) = (draw.Next(50), draw.Next(100, 200));
                var day = new DateTime(2024, 1, 1).AddDays(i);
                return $"{day:yyyy-MM-dd},{2 * y + 1},{part},{y - part},{draw.Next(9)},{y}";
            }),
        ];

        var guess = Guess("y", lines);
        var asked = Guess(new GuessHints("y") { With = ["rest", "part"] }, lines);

        Assert.Equal(["a"], guess.Source.Features.Select(feature => feature.Name));
        var leftOut = guess.Findings.Single(finding => finding.Name == "left out").Text;
        Assert.Contains("total (total gives y away: it alone tells nearly all of it; --with total keeps it)", leftOut);
        Assert.Contains("(rest + part is y: together they give it away", leftOut);
        Assert.Equal(["part", "rest", "a"], asked.Source.Features.Select(feature => feature.Name));
    }

    [Fact]
    public void A_column_that_begins_anew_each_day_tells_how_far_rows_are_apart()
    {
        var guess = Guess("y", ["period,y", .. Enumerable.Range(0, 48 * 4).Select(i => $"{i % 48},{i * i % 7}")]);

        Assert.Equal(TimeSpan.FromMinutes(30), Assert.IsType<TimeStep>(guess.Source.Time).Step);
        Assert.Contains(
            guess.Doubts, doubt => doubt.Contains("period begins anew each 48 rows, which is taken for a day"));
    }

    [Fact]
    public void Few_slips_among_numbers_are_taken_for_missing_and_told()
    {
        var rows = Enumerable.Range(0, 60).Select(i =>
            $"{new DateTime(2024, 1, 1).AddDays(i):yyyy-MM-dd},{(i == 7 ? "off" : $"{i * i % 7}")},{i % 5}");

        var guess = Guess("y", ["d,a,y", .. rows]);

        Assert.Equal(BadValues.Missing, guess.Source.BadValues);
        Assert.Contains(guess.Doubts, doubt => doubt.Contains("a: 1 cells with text where a number belongs"));
    }

    [Fact]
    public void Columns_that_are_not_there_are_all_told_with_those_that_are()
    {
        var hints = new GuessHints("z") { Time = "when", Key = ["shop"], Without = ["b"] };

        var problems = ProblemsOf(hints, "a,y", "1,1", "2,2");

        Assert.Equal(["--target", "--time", "--key", "--without"], problems.Select(problem => problem.Field));
        Assert.All(problems, problem => Assert.EndsWith("must be a column; there are a, y", problem.Rule));
    }

    [Theory]
    [InlineData("d,a,y|2024-01-01,1,1", "1 rows", "at least two rows")]
    [InlineData("d,a,a,y|2024-01-01,1,1,1|2024-01-02,1,1,1", "a", "must name one column only")]
    [InlineData("d,y|2024-01-01,1|2024-01-02,2", "0", "columns that can be features")]
    [InlineData("d,a,y|2024-01-01,1,1|2024-01-02,2,3,4", "4", "must have 3 cells")]
    public void A_file_of_which_nothing_can_be_made_is_refused(string lines, string value, string rule)
    {
        var problem = Assert.Single(ProblemsOf(new GuessHints("y"), lines.Split('|')));

        Assert.Equal(value, problem.Value);
        Assert.Contains(rule, problem.Rule);
    }

    private SourceGuess Guess(string target, params string[] lines) => Guess(new GuessHints(target), lines);

    private SourceGuess Guess(GuessHints hints, params string[] lines)
    {
        var problems = new List<Problem>();
        var guess = SourceGuesser.Guess(Write(lines), hints, Now, problems);
        Assert.Empty(problems);
        return guess!;
    }

    private List<Problem> ProblemsOf(GuessHints hints, params string[] lines)
    {
        var problems = new List<Problem>();
        Assert.Null(SourceGuesser.Guess(Write(lines), hints, Now, problems));
        return problems;
    }

    private string Write(string[] lines)
    {
        var path = Path.Combine(folder, "data.csv");
        File.WriteAllLines(path, lines);
        return path;
    }
}
