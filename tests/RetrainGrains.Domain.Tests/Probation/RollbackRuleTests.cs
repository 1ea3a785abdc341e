namespace RetrainGrains.Domain.Tests.Probation;

public sealed class RollbackRuleTests
{
    private static readonly ModelVersion First = Version(new(1, 0, 0), null);
    private static readonly ModelVersion Second = Version(new(1, 1, 0), First.Number);
    private static readonly ModelVersion Third = Version(new(1, 2, 0), Second.Number);

    [Fact]
    public void The_version_before_is_the_parent_not_the_newest_kept()
    {
        Assert.Equal(First, RollbackRule.Decide(Second, [Third, First], null, "why").Target);
    }

    [Fact]
    public void Any_version_that_is_kept_can_be_asked_for()
    {
        Assert.Equal(
            new RollbackDecision(First, "why"), RollbackRule.Decide(Third, [Second, First], First.Number, "why"));
    }

    [Fact]
    public void An_unknown_version_is_answered_with_those_kept()
    {
        var decision = RollbackRule.Decide(Third, [Second, First], new(9, 9, 9), "why");

        Assert.Null(decision.Target);
        Assert.Equal("is not kept as an earlier champion; there are: 1.1.0, 1.0.0", decision.Reason);
        Assert.EndsWith(
            "there are: none", RollbackRule.Decide(Third, [], new(9, 9, 9), "why").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_champion_or_predecessor_there_is_nothing_to_return_to()
    {
        Assert.Null(RollbackRule.Decide(null, [], null, "why").Target);
        Assert.Null(RollbackRule.Decide(First, [], null, "why").Target);
    }

    [Fact]
    public void A_version_that_was_itself_rolled_back_returns_only_when_it_is_asked_for()
    {
        var failed = Second with { Status = VersionStatus.RolledBack };

        Assert.Null(RollbackRule.Decide(First, [failed], null, "why").Target);
        Assert.Equal(failed, RollbackRule.Decide(First, [failed], failed.Number, "why").Target);
    }

    private static ModelVersion Version(SemanticVersion number, SemanticVersion? parent) =>
        new(number, [new(new("leafwise"), "a", 1)], "run", parent, Given.Start, VersionStatus.Retired, "");
}
