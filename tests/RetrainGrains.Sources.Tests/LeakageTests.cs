using FsCheck;
using FsCheck.Fluent;

namespace RetrainGrains.Sources.Tests;

/// <summary>Nothing is used before it is known: a rule of source files, and a property of the rows.</summary>
public sealed class LeakageTests
{
    private const string SameRow = """
        {
          "time": { "start": "2020-01-01T00:00Z", "step": "30m" },
          "target": { "column": "y" },
          "outcomeDelay": "1h",
          "warmUpRows": 2,
          "features": [ FEATURE ]
        }
        """;

    private const string EveryKind = """
        {
          "time": { "column": "time" },
          "step": "1h",
          "target": { "column": "y" },
          "horizon": "2h",
          "outcomeDelay": "1h",
          "warmUpRows": 3,
          "features": [
            { "name": "x", "column": "x" },
            { "name": "x lag", "lag": { "column": "x", "steps": 2 } },
            { "name": "x change", "change": { "column": "x", "steps": 1, "relative": true } },
            { "name": "x deviation", "rolling": { "column": "x", "steps": 3, "statistic": "std" } },
            { "name": "y last", "last": true },
            { "name": "y lag", "lag": { "steps": 1 } },
            { "name": "y mean", "rolling": { "steps": 4 } },
            { "name": "y max", "rolling": { "steps": 2, "statistic": "max", "lag": 3 } },
            { "name": "hour", "calendar": "hour" }
          ]
        }
        """;

    [Theory]
    [InlineData("""{ "name": "f", "column": "y" }""", "0 steps back")]
    [InlineData("""{ "name": "f", "lag": { "steps": 1 } }""", "1 steps back")]
    [InlineData("""{ "name": "f", "lag": { "column": "y", "steps": 0 } }""", "0 steps back")]
    [InlineData("""{ "name": "f", "change": { "column": "y", "steps": 5 } }""", "0 steps back")]
    [InlineData("""{ "name": "f", "rolling": { "steps": 5, "lag": 1 } }""", "1 steps back")]
    public void A_feature_that_knows_the_target_too_early_is_refused(string feature, string found)
    {
        var problem = Assert.Single(SourceTexts.ProblemsOf(SameRow.Replace("FEATURE", feature)));
        Assert.StartsWith($"source.features[0] (f): '{found}' must look at least 2 steps", problem);
    }

    [Theory]
    [InlineData("""{ "name": "f", "lag": { "steps": 2 } }""")]
    [InlineData("""{ "name": "f", "rolling": { "steps": 5, "lag": 2 } }""")]
    [InlineData("""{ "name": "f", "rolling": { "steps": 5 } }""")]
    [InlineData("""{ "name": "f", "last": true }""")]
    public void A_feature_of_what_is_known_is_allowed(string feature) =>
        SourceTexts.Parse(SameRow.Replace("FEATURE", feature));

    [Fact]
    public void An_outcome_that_is_known_at_once_is_refused() => Assert.Contains(
        SourceTexts.ProblemsOf(SameRow.Replace("1h", "0s").Replace("FEATURE", """{ "name": "x", "column": "x" }""")),
        problem => problem.StartsWith("source.outcomeDelay", StringComparison.Ordinal));

    [Fact]
    public void A_step_that_is_found_in_the_data_is_held_to_the_same_rule()
    {
        var json = SourceTexts.Hourly.Replace("\"step\": \"1h\",", "\"outcomeDelay\": \"2h\",")
            .Replace("{ \"name\": \"x\", \"column\": \"x\" }", "{ \"name\": \"x\", \"lag\": { \"steps\": 1 } }");
        var (_, problems) = SourceTexts.Load(json, Rows([1, 2, 3, 4], [1, 2, 3, 4], _ => true));
        Assert.Contains("must look at least 2 steps", Assert.Single(problems));
    }

    [Fact]
    public void Features_never_depend_on_values_that_come_later()
    {
        var cases =
            from count in Gen.Choose(5, 40)
            from xs in Gen.Choose(-50, 50).ArrayOf(count)
            from ys in Gen.Choose(-50, 50).ArrayOf(count)
            from cut in Gen.Choose(3, count - 1)
            from gap in Gen.Choose(1, count - 1)
            select (xs, ys, cut, gap);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var before = SourceTexts.Stream(EveryKind, Rows(c.xs, c.ys, row => row != c.gap));
            // Features see x up to t and y up to t − 1 h: what is later may be anything.
            int[] xs = [.. c.xs.Select((x, row) => row > c.cut ? 1_000 + 7 * x : x)];
            int[] ys = [.. c.ys.Select((y, row) => row > c.cut - 1 ? -1_000 + 3 * y : y)];
            var after = SourceTexts.Stream(EveryKind, Rows(xs, ys, row => row != c.gap));
            var end = before.Rows[0].At.AddHours(c.cut);
            return before.Rows.Zip(after.Rows)
                .Where(pair => pair.First.At <= end)
                .All(pair => pair.First.Features.AsSpan().SequenceEqual(pair.Second.Features));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Perturbing_what_is_known_does_change_features()
    {
        int[] xs = [1, 2, 3, 4, 5, 6, 7, 8], ys = [8, 7, 6, 5, 4, 3, 2, 1];
        var before = SourceTexts.Stream(EveryKind, Rows(xs, ys, _ => true)).Rows[6].Features;
        ys[5] = 100;
        var after = SourceTexts.Stream(EveryKind, Rows(xs, ys, _ => true)).Rows[6].Features;
        int[] changed = [.. Enumerable.Range(0, before.Length).Where(i => before[i] != after[i])];
        Assert.Equal([4, 5, 6], changed);
    }

    private static string Rows(int[] xs, int[] ys, Func<int, bool> present) => "time,x,y\n" + string.Concat(
        xs.Select((x, row) => present(row) ? $"{Start.AddHours(row):yyyy-MM-dd HH:mm},{x},{ys[row]}\n" : ""));

    private static DateTime Start { get; } = new(2020, 1, 1);
}
