using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace RetrainGrains.Domain.Tests.Primitives;

public sealed class DomainJsonTests
{
    [Theory]
    [InlineData("7d", 7 * 24 * 3_600)]
    [InlineData("12h", 12 * 3_600)]
    [InlineData("30m", 1_800)]
    [InlineData("45s", 45)]
    [InlineData("3.5d", 84 * 3_600)]
    public void Spans_are_short_words(string text, double seconds)
    {
        Assert.Equal(seconds, DomainJson.Read<TimeSpan>($"\"{text}\"").TotalSeconds, 1e-9);
    }

    [Theory]
    [InlineData("\"7\"")]
    [InlineData("\"d\"")]
    [InlineData("\"seven days\"")]
    [InlineData("\"1e300d\"")]
    [InlineData("\"NaNd\"")]
    [InlineData("7")]
    [InlineData("null")]
    public void Anything_else_is_no_span(string json)
    {
        Assert.Throws<JsonException>(() => DomainJson.Read<TimeSpan>(json));
    }

    [Fact]
    public void Every_span_that_a_policy_can_hold_survives()
    {
        var days = Gen.Choose(0, 3_650);
        var spans = days.SelectMany(day => Gen.Choose(0, 86_399_999).Select(rest => day * 86_400_000L + rest));

        Prop.ForAll(spans.ToArbitrary(), milliseconds =>
        {
            var span = TimeSpan.FromMilliseconds(milliseconds);
            return DomainJson.Read<TimeSpan>(DomainJson.Write(span)) == span;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_setting_that_is_switched_off_stays_off()
    {
        var policy = new ModelPolicy
        {
            Triggers = new() { MaximumAge = null }, Schedule = new() { PauseAfterFailures = null },
        };

        var read = DomainJson.Read<ModelPolicy>(DomainJson.Write(policy));

        Assert.Null(read.Triggers.MaximumAge);
        Assert.Null(read.Schedule.PauseAfterFailures);
    }

    [Fact]
    public void Every_preset_is_read_as_it_was_written()
    {
        Assert.All(Presets.Names, name =>
        {
            var json = DomainJson.Write(Presets.Find(name));
            Assert.Equal(json, DomainJson.Write(DomainJson.Read<ModelPolicy>(json)));
            var (written, read) = (Presets.Find(name)!.Triggers, DomainJson.Read<ModelPolicy>(json).Triggers);
            Assert.Equal(written.Rules.AsEnumerable(), read.Rules);
            Assert.Equal(written, read with { Rules = written.Rules });
        });
    }

    [Fact]
    public void Evidence_of_a_ledger_from_before_intervals_is_still_read()
    {
        var found = DomainJson.Read<PerformanceEvidence>("""
            { "metric": "rmse", "kind": "worsening", "reference": 10, "current": 12, "worsening": 0.2, "limit": 0.15,
              "pValue": 0.001, "severity": "critical", "fired": true }
            """);

        Assert.Equal("RMSE went from 10 to 12, 20 % worse (limit 15 %, p = 0.001)", found.Describe());
        Assert.Null(found.Segment);
    }

    [Fact]
    public void References_with_returns_and_segments_survive_and_those_without_stay_short()
    {
        var sums = Given.Errors(10, 1);
        var plain = ErrorProfile.Of(sums, LossByDay.Of([1, 2]));
        Assert.DoesNotContain("eturns", DomainJson.Write(plain), StringComparison.Ordinal);
        Assert.DoesNotContain("segments", DomainJson.Write(plain), StringComparison.Ordinal);
        var hour = new ErrorSums(PredictionTask.Regression);
        hour.Add(1, 2, 0.5);
        sums.Merge(hour);
        var profile = ErrorProfile.Of(sums, LossByDay.Of([1, 2]), LossByDay.Of([-0.5])) with
        {
            Segments = [new SegmentProfile("station=s1", plain)],
        };

        var read = DomainJson.Read<ErrorProfile>(DomainJson.Write(profile));

        Assert.Equal(DomainJson.Write(profile), DomainJson.Write(read));
        Assert.Equal(sums.Returns, read.ToSums().Returns);
        Assert.Equal(plain.Losses, read.Find("station=s1")!.Losses);
        Assert.Null(read.Find("station=s2"));
    }

    [Fact]
    public void Numbers_that_are_not_finite_survive_and_null_is_refused()
    {
        Assert.Equal(double.NaN, DomainJson.Read<double>(DomainJson.Write(double.NaN)));
        Assert.Throws<JsonException>(() => DomainJson.Read<ModelPolicy>("null"));
    }
}
