using RetrainGrains.Gateway.Explanations;

namespace RetrainGrains.Gateway.Tests.Explanations;

public sealed class ExplainerPoolTests
{
    [Fact]
    public async Task An_explainer_is_lent_to_one_call_at_a_time_and_used_again()
    {
        await using var gateway = await GatewayParts.OpenAsync();
        var artifact = await gateway.Database.Artifacts.PutAsync(Example.Fit("ridge", 1).Bytes, Example.Start);
        var pool = gateway.Explainers;

        var first = await pool.RentAsync(artifact, CancellationToken.None);
        var second = await pool.RentAsync(artifact, CancellationToken.None);
        pool.Return(artifact, first);

        Assert.NotSame(first, second);
        Assert.Same(first, await pool.RentAsync(artifact, CancellationToken.None));
        Assert.Equal(0, pool.Idle);
    }

    [Fact]
    public async Task Beyond_the_bound_the_one_used_longest_ago_is_let_go()
    {
        await using var gateway = await GatewayParts.OpenAsync();
        var pool = new ExplainerPool(gateway.Database.Artifacts, idleMax: 1);
        var old = await gateway.Database.Artifacts.PutAsync(Example.Fit("ridge", 1).Bytes, Example.Start);
        var young = await gateway.Database.Artifacts.PutAsync(Example.Fit("ridge", 2).Bytes, Example.Start);
        var lent = await pool.RentAsync(old, CancellationToken.None);
        var kept = await pool.RentAsync(young, CancellationToken.None);

        pool.Return(old, lent);
        pool.Return(young, kept);

        Assert.Equal(1, pool.Idle);
        Assert.Same(kept, await pool.RentAsync(young, CancellationToken.None));
        Assert.NotSame(lent, await pool.RentAsync(old, CancellationToken.None));
    }
}
