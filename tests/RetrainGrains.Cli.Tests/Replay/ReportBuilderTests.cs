using System.Text.Json;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Policies;
using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Cli.Tests.Replay;

public sealed class ReportBuilderTests
{
    // 60 days of serving in January … March 2020; the outcome rises by one an hour.
    private static readonly ImmutableArray<ObservationStream> Streams =
    [
        TestStreams.Hourly(10, 60, hour => hour, modelId: "a"),
        TestStreams.Hourly(10, 60, hour => 2 * hour, modelId: "b"),
    ];

    [Fact]
    public async Task A_model_is_measured_against_the_policy_that_was_best_in_hindsight()
    {
        var report = await BuildAsync(offset: 3, "last-value,mean");
        var (a, b) = (report.Models[0], report.Models[1]);
        // Last value + 3 errs by 2 where the last value errs by 1; on b by 1 where it errs by 2.
        Assert.Equal(("last-value", 1.0), (a.BestFixedPolicy, a.BestFixedError));
        Assert.Equal((2.0, 2.0), (a.Error, a.RelativeError));
        Assert.Equal((1.0, 0.5), (b.Error, b.RelativeError));
        Assert.Equal(1.25, report.Overall.MeanRelativeError);
        Assert.Equal(("a", 2.0), (report.Overall.WorstMonthModel, report.Overall.WorstMonth!.Ratio));
        Assert.Equal(1, report.Overall.FixedPolicies.Single(policy => policy.Policy == "last-value").MeanRelativeError);
        Assert.Equal(Math.Sqrt(2.5), report.Overall.Rmse, 12);
    }

    [Fact]
    public async Task What_the_grains_did_is_summed_over_the_models()
    {
        var overall = (await BuildAsync(0, "last-value")).Overall;
        Assert.Equal((14, 4), (overall.Checks, overall.Runs));
        Assert.Equal((2, 2, 0), (overall.Promotions, overall.Rejections, overall.Rollbacks));
        Assert.Equal(4, overall.Triggers["errorRose"]);
        Assert.Equal("abc123", overall.LedgerSha256);
        Assert.Equal(2 * 60 * 24, overall.Predictions);
    }

    [Fact]
    public async Task The_names_of_the_report_are_stable()
    {
        using var json = JsonDocument.Parse((await BuildAsync(1, "last-value")).ToJson());
        string[] everywhere =
        [
            "rows", "predictions", "rmse", "mae", "r2", "accuracy", "logloss", "auc", "worstMonth", "checks",
            "triggers", "runs", "promotions", "rejections", "rollbacks", "trainingSeconds",
        ];
        var model = json.RootElement.GetProperty("models")[0];
        var overall = json.RootElement.GetProperty("overall");
        Assert.All(everywhere, name => Assert.True(model.TryGetProperty(name, out _), name));
        string[] overallOnly = ["wallSeconds", "ledgerSha256"];
        Assert.All(everywhere.Concat(overallOnly), name => Assert.True(overall.TryGetProperty(name, out _), name));
        Assert.Equal(JsonValueKind.Null, model.GetProperty("auc").ValueKind);
    }

    [Fact]
    public async Task A_policy_that_could_not_answer_is_never_the_best()
    {
        var report = await BuildAsync(1, "last-value,daily/1d/logistic");
        Assert.Equal("last-value", report.Models[0].BestFixedPolicy);
        Assert.NotNull(report.Models[0].FixedPolicies[1].Failure);
    }

    private static async Task<ReplayReport> BuildAsync(double offset, string compare)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var progress = new Progress<PhaseProgress>();
        var plan = new ReplayPlan(Streams, new ModelPolicy(), 1);
        var replayed = await new FakeEngine(offset).RunAsync(plan, progress, cancellation);
        var (policies, _) = FixedPolicy.ParseList(compare);
        var runs = new FixedPolicyReplay(new TreePolicy(), 1, TimeProvider.System)
            .RunAll(Streams, policies, 1, progress, cancellation);
        var measured = new ReplayMeasurement(Streams, replayed, runs, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1));
        return ReportBuilder.Build(measured, 1, "default");
    }
}
