using RetrainGrains.Domain.Attributions;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Triggers;

namespace RetrainGrains.Fleet.Tests.Models;

public sealed class AttributionTests
{
    private const int AgreeDay = 8;

    [Fact]
    public void When_the_reasons_move_people_are_told_which_features_and_inputs_alone_say_nothing() =>
        TestFleet.Run(async fleet =>
    {
        var pair = new PairFleet(fleet, AgreeDay * 24);
        await pair.StartAsync(PairFleet.Policy());
        await pair.PlayAsync(days: AgreeDay + 8);

        var checks = await pair.ChecksAsync();
        var found = checks.First(check => check.Attributions?.Any == true);
        Assert.InRange((found.At - TestFleet.Start).TotalDays, AgreeDay + 3, AgreeDay + 8);
        var moved = found.Attributions!.Features.Where(feature => feature.Moved).ToArray();
        Assert.All(moved, feature => Assert.Contains(feature.Feature, new[] { "left", "right" }));
        Assert.All(moved, feature => Assert.Equal(AttributionMeasure.Direction, feature.Measure));
        Assert.All(checks, check => Assert.Empty(check.Drift));
        Assert.False(found.Decision.Retrain);
        var told = Assert.Single(
            fleet.Notices.Texts, text => text.StartsWith("attributions", StringComparison.Ordinal));
        Assert.Contains($"\n{told}\n", Readme(), StringComparison.Ordinal);
    });

    [Fact]
    public void A_rule_that_speaks_of_reasons_retrains_and_the_new_version_is_watched_anew() =>
        TestFleet.Run(async fleet =>
    {
        var pair = new PairFleet(fleet, AgreeDay * 24);
        const string rules = """, "rules": [{ "name": "reasons", "when": "attributions:warning" }]""";
        await pair.StartAsync(PairFleet.Policy(rules: rules));
        var before = await pair.StoredAsync();
        await pair.PlayAsync(days: AgreeDay + 8);

        var run = (await pair.LedgerAsync()).OfType<RunPlanned>().ElementAt(1);
        Assert.Equal(TriggerKind.Attributions, run.Cause.Kind);
        Assert.Matches("^attributions have moved: (left|right) adds .* more on average", run.Cause.Text);
        var state = (await pair.Grain.Describe()).Value!.State;
        Assert.NotNull(state.Candidates[0].Version!.Attributions);
        Assert.Equal(state.Champion!.Lead.ArtifactId, (await pair.StoredAsync())!.ArtifactId);
        Assert.Null(before);
    });

    [Fact]
    public void Reasons_that_stay_are_silent() => TestFleet.Run(async fleet =>
    {
        var pair = new PairFleet(fleet);
        await pair.StartAsync(PairFleet.Policy());
        await pair.PlayAsync(days: 15);

        var checks = await pair.ChecksAsync();
        Assert.All(checks, check => Assert.NotEqual(true, check.Attributions?.Any));
        Assert.DoesNotContain(fleet.Notices.Texts, text => text.StartsWith("attributions", StringComparison.Ordinal));
        var report = checks[^1].Attributions!;
        Assert.Equal((7, 7 * 24), (report.Days, report.Rows));
        Assert.Equal(3, report.Features.Length);
    });

    [Fact]
    public void A_version_that_cannot_be_watched_says_so_once() => TestFleet.Run(async fleet =>
    {
        var pair = new PairFleet(fleet);
        await pair.StartAsync(PairFleet.Policy(learner: "mean"));
        await pair.PlayAsync(days: 3);

        Assert.Equal(
            "attributions of 1.0.0 cannot be watched: no feature contributes to it",
            Assert.Single(fleet.Notices.Texts, text => text.StartsWith("attributions", StringComparison.Ordinal)));
        Assert.Null(await pair.StoredAsync());
    });

    [Fact]
    public void A_restart_in_the_middle_of_a_day_counts_no_row_twice()
    {
        static string Days(bool restarts)
        {
            var days = "";
            TestFleet.Run(async fleet =>
            {
                var pair = new PairFleet(fleet);
                await pair.StartAsync(PairFleet.Policy());
                await pair.PlayAsync(days: 2);
                if (restarts)
                {
                    await fleet.StopAsync();
                    await fleet.StartAsync();
                }
                await pair.PlayAsync(days: 2);
                days = DomainJson.Write(await pair.StoredAsync());
            });
            return days;
        }

        var straight = Days(restarts: false);

        Assert.Contains("\"rows\":24", straight, StringComparison.Ordinal);
        Assert.Equal(straight, Days(restarts: true));
    }

    [Fact]
    public void A_model_that_does_not_ask_explains_nothing() => TestFleet.Run(async fleet =>
    {
        var pair = new PairFleet(fleet);
        await pair.StartAsync(PairFleet.Policy("null"));
        await pair.PlayAsync(days: 2);

        Assert.Null(await pair.StoredAsync());
        Assert.Null((await pair.Grain.Describe()).Value!.State.Candidates[0].Version!.Attributions);
        Assert.All(await pair.ChecksAsync(), check => Assert.Null(check.Attributions));
    });

    private static string Readme()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "RetrainGrains.sln"))) folder = folder.Parent;
        return File.ReadAllText(Path.Combine(folder.FullName, "README.md")).ReplaceLineEndings("\n");
    }
}
