using Orleans.Runtime;
using Orleans.Runtime.Hosting;
using Orleans.Storage;

namespace Orleans.Tests.Storage;

public sealed class PersistentStateTests
{
    private readonly MemoryGrainStorage storage = new();

    [Fact]
    public void State_is_there_before_the_grain_activates() => Run(async silo =>
    {
        var account = silo.Grains.GetGrain<IAccount>("a");
        Assert.Equal(0, await account.BalanceAtActivation());
        await account.Deposit(7);
        await account.Leave();
        Assert.Equal(7, await account.BalanceAtActivation());
    });

    [Fact]
    public void State_that_was_not_written_is_lost() => Run(async silo =>
    {
        var account = silo.Grains.GetGrain<IAccount>("a");
        await account.DepositWithoutWriting(7);
        await account.Leave();
        Assert.Equal(0, await account.BalanceAtActivation());
    });

    [Fact]
    public void A_record_exists_from_the_first_write_until_it_is_cleared() => Run(async silo =>
    {
        var account = silo.Grains.GetGrain<IAccount>("a");
        Assert.Equal((false, false), await account.Record());
        await account.Deposit(7);
        Assert.Equal((true, true), await account.Record());
        await account.Clear();
        Assert.Equal((false, false), await account.Record());
        Assert.Equal(1, await account.Deposit(1));
    });

    [Fact]
    public void A_write_over_a_newer_version_fails_and_deactivates_the_grain() => Run(async silo =>
    {
        var account = silo.Grains.GetGrain<IAccount>("a");
        await account.Deposit(7);
        var other = new GrainState<Balance>();
        var id = account.GetGrainId();
        await storage.ReadStateAsync("balance", id, other);
        other.State!.Amount = 100;
        await storage.WriteStateAsync("balance", id, other);

        var conflict = await Assert.ThrowsAsync<InconsistentStateException>(() => account.Deposit(1));

        Assert.Equal(other.ETag, conflict.StoredEtag);
        Assert.Equal(100, await account.BalanceAtActivation());
        Assert.Equal(101, await account.Deposit(1));
    });

    [Fact]
    public void The_callers_of_a_stale_grain_stay_active() => Run(async silo =>
    {
        var caller = silo.Grains.GetGrain<IAccount>("caller");
        await caller.Deposit(3);
        await caller.DepositWithoutWriting(4);
        await silo.Grains.GetGrain<IAccount>("a").Deposit(7);
        await storage.ClearStateAsync("balance", silo.Grains.GetGrain<IAccount>("a").GetGrainId(),
            new GrainState<Balance> { ETag = "2" });
        await Assert.ThrowsAsync<InconsistentStateException>(() => caller.DepositAt("a"));
        Assert.Equal(8, await caller.Deposit(1));
    });

    [Fact]
    public void A_storage_that_nobody_registered_is_named_in_the_error() => TestSilo.Run(async silo =>
    {
        var error = await Assert.ThrowsAsync<OrleansConfigurationException>(
            () => silo.Grains.GetGrain<IAccount>("a").Deposit(1));
        Assert.Contains("\"bank\"", error.Message);
    });

    private void Run(Func<TestSilo, Task> test) => TestSilo.Run(
        test, builder => builder.Services.AddGrainStorage("bank", (_, _) => storage));
}

public sealed class Balance
{
    public int Amount { get; set; }
}

public interface IAccount : IGrainWithStringKey
{
    Task<int> Deposit(int amount);

    Task<int> DepositAt(string other);

    Task DepositWithoutWriting(int amount);

    Task<int> BalanceAtActivation();

    Task<(bool Exists, bool HasEtag)> Record();

    Task Clear();

    Task Leave();
}

public sealed class AccountGrain([PersistentState("balance", "bank")] IPersistentState<Balance> balance)
    : Grain, IAccount
{
    private int atActivation;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        atActivation = balance.State.Amount;
        return Task.CompletedTask;
    }

    public async Task<int> Deposit(int amount)
    {
        balance.State.Amount += amount;
        await balance.WriteStateAsync();
        return balance.State.Amount;
    }

    public Task<int> DepositAt(string other) => GrainFactory.GetGrain<IAccount>(other).Deposit(1);

    public Task DepositWithoutWriting(int amount)
    {
        balance.State.Amount += amount;
        return Task.CompletedTask;
    }

    public Task<int> BalanceAtActivation() => Task.FromResult(atActivation);

    public Task<(bool Exists, bool HasEtag)> Record() =>
        Task.FromResult((balance.RecordExists, balance.Etag is not null));

    public Task Clear() => balance.ClearStateAsync();

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
