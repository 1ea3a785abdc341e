using FsCheck;
using FsCheck.Fluent;

namespace RetrainGrains.Domain.Tests.Triggers;

public sealed class ConditionParserTests
{
    private static readonly string[] Known = ["performance", "performance.rmse", "drift", "age"];

    [Theory]
    [InlineData("age", "age")]
    [InlineData(" Age : Info ", "age")]
    [InlineData("performance.rmse:critical", "performance.rmse:critical")]
    [InlineData("any( drift:warning,age )", "any(drift:warning, age)")]
    [InlineData("all(age)", "age")]
    [InlineData("atLeast(1, age, drift)", "any(age, drift)")]
    [InlineData("atLeast(2, age, drift)", "all(age, drift)")]
    [InlineData("atLeast(2, age, drift, performance)", "atLeast(2, age, drift, performance)")]
    [InlineData("any(performance:critical, all(drift:warning, performance:warning))",
        "any(performance:critical, all(drift:warning, performance:warning))")]
    public void A_condition_has_one_canonical_form(string text, string canonical)
    {
        var (condition, broken) = ConditionParser.Parse(text, Known);

        Assert.Null(broken);
        Assert.Equal(canonical, condition!.ToString());
    }

    [Theory]
    [InlineData("", "must be a condition, such as any(performance:critical, age)")]
    [InlineData("any(age, tides)",
        "breaks at position 10: 'tides' is no signal; there are performance, performance.rmse, drift, age")]
    [InlineData("manual", "breaks at position 1: 'manual' is no signal; there are "
        + "performance, performance.rmse, drift, age")]
    [InlineData("drift:loud",
        "breaks at position 7: 'loud' is no severity; there are info, warning, critical, emergency")]
    [InlineData("drift:2", "breaks at position 7: '2' is no severity; there are info, warning, critical, emergency")]
    [InlineData("any age", "breaks at position 5: '(' is expected")]
    [InlineData("all(age", "breaks at position 8: ',' or ')' is expected")]
    [InlineData("all(age,)", "breaks at position 9: a signal, any(…), all(…) or atLeast(k, …) is expected")]
    [InlineData("any()", "breaks at position 5: a signal, any(…), all(…) or atLeast(k, …) is expected")]
    [InlineData("atLeast(3, age, drift)", "breaks at position 1: 3 of 2 conditions can never hold")]
    [InlineData("atLeast(0, age)", "breaks at position 9: a whole number from 1 is expected")]
    [InlineData("atLeast(99999999999, age)", "breaks at position 9: a whole number from 1 is expected")]
    [InlineData("atLeast(age)", "breaks at position 9: a whole number from 1 is expected")]
    [InlineData("age drift", "breaks at position 5: nothing may follow the condition")]
    [InlineData("age or drift", "breaks at position 5: nothing may follow the condition")]
    public void What_is_wrong_is_named_with_its_position(string text, string rule)
    {
        var (condition, broken) = ConditionParser.Parse(text, Known);

        Assert.Null(condition);
        Assert.Equal(rule, broken);
    }

    [Fact]
    public void Length_and_depth_have_bounds()
    {
        var deep = string.Concat(Enumerable.Repeat("any(age,", ConditionParser.DepthMax)) + "age"
            + new string(')', ConditionParser.DepthMax);
        var wide = $"any({string.Join(',', Enumerable.Repeat("age", 150))})";

        Assert.Contains("nested 8 deep", ConditionParser.Parse(deep, Known).Broken);
        Assert.Equal(
            $"must have at most 500 characters, it has {wide.Length}", ConditionParser.Parse(wide, Known).Broken);
    }

    [Fact]
    public void Every_condition_is_read_as_it_is_printed()
    {
        Prop.ForAll(Conditions(3).ToArbitrary(), condition =>
        {
            var (read, broken) = ConditionParser.Parse(condition.ToString(), Known);
            return broken is null && read!.ToString() == condition.ToString();
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Any_text_is_read_or_refused_but_never_crashes()
    {
        var words = Gen.Elements(
            "any", "all", "atLeast", "(", ")", ",", ":", "2", "age", "drift", "critical", ".", " ", "é", "-");
        var text = words.ListOf().Select(parts => string.Concat(parts)).ToArbitrary();

        Prop.ForAll(text, t => ConditionParser.Parse(t, Known) is ({ }, null) or (null, { Length: > 0 }))
            .QuickCheckThrowOnFailure();
    }

    internal static Gen<Condition> Conditions(int depth, params string[] signals)
    {
        var leaf = Gen.Elements(signals.Length > 0 ? signals : Known).SelectMany(
            signal => Gen.Elements(Severity.Info, Severity.Warning, Severity.Critical)
                .Select(severity => (Condition)new SignalCondition(signal, severity)));
        if (depth == 0) return leaf;
        var count = Conditions(depth - 1, signals).ListOf(3).SelectMany(parts => Gen.Choose(2, 3).SelectMany(
            size => Gen.Choose(1, size)
                .Select(needed => (Condition)new CountCondition(needed, [.. parts.Take(size)]))));
        return Gen.OneOf(leaf, count);
    }
}
