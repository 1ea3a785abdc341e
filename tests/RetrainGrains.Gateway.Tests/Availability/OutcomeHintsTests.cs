using Microsoft.Extensions.Time.Testing;
using RetrainGrains.Gateway.Availability;
using RetrainGrains.Gateway.Options;

namespace RetrainGrains.Gateway.Tests.Availability;

public sealed class OutcomeHintsTests
{
    private readonly FakeFleet grains = new();
    private readonly OutcomeHints hints;

    public OutcomeHintsTests() => hints = new OutcomeHints(
        new GrainCalls(grains, new FakeTimeProvider(), new GatewayOptions()), HintMode.Background);

    [Fact]
    public async Task Outcomes_that_come_while_a_model_listens_are_one_more_hint()
    {
        var (first, second) = (new TaskCompletionSource(), new TaskCompletionSource());
        var model = grains.Model("a");
        model.OnOutcomes = () => (model.Hints == 1 ? first : second).Task;
        for (var i = 0; i < 100; i++) await hints.SendAsync("a");
        Assert.Equal(1, model.Hints);
        first.SetResult();

        await Until(() => model.Hints == 2);
        second.SetResult();
        await hints.SendAsync("b");

        Assert.Equal((2, 1), (model.Hints, grains.Model("b").Hints));
    }

    [Fact]
    public async Task Few_models_are_told_at_a_time_and_the_others_after_them()
    {
        var heard = new TaskCompletionSource();
        string[] models = [.. Enumerable.Range(0, 100).Select(i => $"m{i}")];
        foreach (var model in models)
        {
            grains.Model(model).OnOutcomes = () => heard.Task;
            await hints.SendAsync(model);
        }
        Assert.Equal(OutcomeHints.UnderwayMax, models.Sum(model => grains.Model(model).Hints));
        heard.SetResult();

        await Until(() => models.All(model => grains.Model(model).Hints == 1));
    }

    private static async Task Until(Func<bool> holds)
    {
        while (!holds())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
