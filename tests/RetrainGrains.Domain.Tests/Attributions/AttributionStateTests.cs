namespace RetrainGrains.Domain.Tests.Attributions;

public sealed class AttributionStateTests
{
    private static readonly AttributionProfile Profile = new AttributedRows(1).Profile();

    [Fact]
    public void It_goes_on_while_its_member_serves_and_starts_again_with_another()
    {
        var state = AttributedRows.Serving(AttributedRows.Policy(), Profile);
        var held = AttributedRows.Absorb(state, new AttributedRows(2).Days(0, 2));
        var recipe = new Recipe("leafwise");
        ModelState Blend(double weight) => state with
        {
            Champion = state.Champion! with
            {
                Members = [new(recipe, "a", weight), new(recipe with { WindowDays = 30 }, "b", 1 - weight)],
            },
            Candidates = state.Candidates.Add(new(
                recipe with { WindowDays = 30 },
                state.Candidates[0].Version! with { ArtifactId = "b" })),
        };

        Assert.Same(held, AttributedRows.StateFor(state, held));
        Assert.Same(held, AttributedRows.StateFor(Blend(0.4), held));
        Assert.Equal("b", AttributedRows.StateFor(Blend(0.4), null)!.ArtifactId);
        var other = AttributedRows.StateFor(Blend(0.3), held)!;
        Assert.Equal(("b", 0), (other.ArtifactId, other.Days.Length));
    }

    [Fact]
    public void There_is_none_where_no_policy_asks_or_nothing_is_known()
    {
        var held =
            AttributedRows.Absorb(
                AttributedRows.Serving(AttributedRows.Policy(), Profile), new AttributedRows(2).Days(0, 2));

        Assert.Null(AttributedRows.StateFor(AttributedRows.Serving(new(), Profile), held));
        Assert.Null(AttributedRows.StateFor(AttributedRows.Serving(AttributedRows.Policy(), null), held));
        Assert.Null(AttributedRows.StateFor(
            AttributedRows.Serving(AttributedRows.Policy(), AttributionProfile.None("no covers")), held));
    }

    [Fact]
    public void The_stored_form_is_frozen()
    {
        var held = new AttributionState("a", [0, 2])
        {
            FirstDay = 20_000, Days = [new(20_001, 30, 24, [1.5, 2, 0], [-1.5, 0.25, 0])],
        };

        const string json = """
            {"artifactId":"a","tracked":[0,2],"firstDay":20000,
            "days":[{"day":20001,"seen":30,"rows":24,"strengths":[1.5,2,0],"directions":[-1.5,0.25,0]}]}
            """;
        Assert.Equal(json.Replace("\n", "", StringComparison.Ordinal), DomainJson.Write(held));
        Assert.True(held.IsSound);
    }
}
