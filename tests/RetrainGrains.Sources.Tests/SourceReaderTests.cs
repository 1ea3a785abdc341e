using RetrainGrains.Learning.Data;

namespace RetrainGrains.Sources.Tests;

public sealed class SourceReaderTests
{
    [Fact]
    public void Comments_and_trailing_commas_are_allowed() =>
        Assert.Equal("y", SourceTexts.Parse(SourceTexts.Hourly.Replace("\"step\"", "// why\n \"step\"")).Target.Column);

    [Fact]
    public void What_is_not_said_has_its_documented_default()
    {
        var source = SourceTexts.Parse(SourceTexts.Hourly);
        Assert.Null(source.Shape.Delimiter);
        Assert.Equal(["NA", "\\N", ""], source.Missing);
        Assert.Equal(BadValues.Error, source.BadValues);
        Assert.Equal(TimeSpan.Zero, source.OutcomeDelay);
        Assert.Equal(PredictionTask.Regression, source.Target.Task);
    }

    [Fact]
    public void A_target_is_called_as_its_column_unless_another_name_is_given()
    {
        var named = SourceTexts.Hourly.Replace("\"column\": \"y\"", "\"column\": \"y\", \"name\": \"load\"");

        Assert.Equal("y", SourceTexts.Parse(SourceTexts.Hourly).Target.Name);
        Assert.Equal("load", SourceTexts.Parse(named).Target.Name);
    }

    [Fact]
    public void Every_problem_of_a_source_file_is_reported_at_once_with_its_path()
    {
        var problems = SourceTexts.ProblemsOf("""
            {
              "delimeter": ";",
              "missing": [1],
              "badValues": "ignore",
              "time": { "column": "t", "offset": "8 h" },
              "target": { "classes": { "A": 2, "B": "no" } },
              "horizon": "soon",
              "features": [
                { "name": "a" }, { "name": "b", "lag": { "steps": -1 } }, { "name": "c", "calendar": "moon" }, 7
              ]
            }
            """);
        string[] paths =
        [
            "source.delimeter", "source.missing", "source.badValues", "source.time.offset", "source.target.classes",
            "source.target.column", "source.horizon", "source.warmUp", "source.features[0]",
            "source.features[1].lag.steps", "source.features[2].calendar", "source.features[3]",
        ];
        Assert.Equal(paths.Order(), problems.Select(problem => problem.Split(':')[0]).Order());
    }

    [Fact]
    public void A_misspelt_setting_is_answered_with_those_that_exist() =>
        Assert.Contains("warmUp", OnlyProblemOf("\"step\"", "\"steps\""));

    [Theory]
    [InlineData("\"task\": \"regression\", \"target\": { \"classes\": [\"a\", \"b\", \"c\"], ",
        "source.task: 'regression' must be multiclassClassification for a list of classes")]
    [InlineData("\"task\": \"multiclassClassification\", \"target\": { ",
        "source.task: 'multiclassClassification' needs a target with a list of classes")]
    [InlineData("\"target\": { \"classes\": [\"a\", \"b\", \"a\"], ",
        "source.target.classes: 'a, b, a' must not repeat, and need the measure value")]
    public void A_list_of_classes_and_the_task_must_agree(string target, string problem) =>
        Assert.Equal(problem, OnlyProblemOf("\"target\": { ", target));

    [Fact]
    public void Text_that_is_no_JSON_is_refused_with_its_line() =>
        Assert.StartsWith("source: 'line 2'", Assert.Single(SourceTexts.ProblemsOf("{\n \"time\" }")));

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    public void What_is_no_object_is_refused(string json) =>
        Assert.Contains("must be a JSON object", Assert.Single(SourceTexts.ProblemsOf(json)));

    [Fact]
    public void Two_ways_to_tell_the_time_are_one_too_many() => Assert.Contains(
        SourceTexts.ProblemsOf(SourceTexts.Hourly.Replace("{ \"column\": \"time\"", "{ \"start\": \"2020-01-01\"")
            .Replace("\"start\"", "\"column\": \"time\", \"start\"")),
        problem => problem.Contains("exactly one of columns, column and start"));

    [Fact]
    public void Feature_names_are_unique() => Assert.Contains(
        "must be a unique name", OnlyProblemOf("\"name\": \"x\"", "\"name\": \"y last\""));

    [Fact]
    public void The_last_value_must_be_the_target() => Assert.Contains(
        "source.lastValue: 'x'", OnlyProblemOf("\"lastValue\": \"y last\"", "\"lastValue\": \"x\""));

    private static string OnlyProblemOf(string part, string replacement) =>
        Assert.Single(SourceTexts.ProblemsOf(SourceTexts.Hourly.Replace(part, replacement)));
}
