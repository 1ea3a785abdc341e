using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace RetrainGrains.Domain.Tests;

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
    public void A_policy_from_before_there_were_rules_says_the_same_with_rules()
    {
        var read = DomainJson.Read<TriggerPolicy>(
            """{ "performanceFrom": "warning", "driftFrom": "info", "maximumAge": "3d" }""");

        Assert.Equal(
            ["performance:warning", "drift", "age", "cron", "adaptive", "newData"],
            read.Rules.Select(rule => rule.When));
        Assert.Equal(TimeSpan.FromDays(3), read.MaximumAge);
        Assert.DoesNotContain("From", DomainJson.Write(read));
    }

    [Fact]
    public void Numbers_that_are_not_finite_survive_and_null_is_refused()
    {
        Assert.Equal(double.NaN, DomainJson.Read<double>(DomainJson.Write(double.NaN)));
        Assert.Throws<JsonException>(() => DomainJson.Read<ModelPolicy>("null"));
    }
}
