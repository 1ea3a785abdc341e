using Orleans.Serialization.Invocation;
using Orleans.TestingHost;

namespace RetrainGrains.Orleans.Tests;

/// <summary>Every call of every actor: what arrives is what was sent, and what returns is what was answered.</summary>
[Collection(SharedCluster.Name)]
public sealed class MessageTests(FleetCluster cluster)
{
    private const int SamplesMax = 2;

    private static readonly Type[] Actors =
    [
        .. typeof(IModelGrain).Assembly.GetTypes().Append(typeof(IShardReminderGrain))
            .Where(type => type.IsInterface && type.IsAssignableTo(typeof(IGrainWithStringKey))),
    ];

    public static TheoryData<string, string> Calls =>
        new(Actors.SelectMany(actor => actor.GetMethods().Where(method => !method.IsStatic))
            .Select(method => (method.DeclaringType!.Name, method.Name)));

    public static TheoryData<Exception> Failures =>
    [
        new StaleModelException("station", 3, 4),
        new FleetUnavailableException("the silo is gone", new SiloUnavailableException("S1")),
        new FleetBusyException("too many"),
        new DatabaseAwayException(new IOException("the line is cut")),
    ];

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_message_and_its_answer_cross_between_silos_unchanged(string actor, string method)
    {
        foreach (var exchange in await ExchangeAsync(actor, method, cluster.Second))
        {
            Assert.Equal(cluster.Second.SiloAddress, exchange.Call.Silo);
            Assert.All(exchange.Sent.Zip(exchange.Call.Arguments), AssertCrossed);
            AssertCrossed((exchange.Answered, exchange.Returned));
        }
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Inside_a_silo_a_message_and_its_answer_are_handed_on_as_they_are(string actor, string method)
    {
        foreach (var exchange in await ExchangeAsync(actor, method, cluster.First))
        {
            Assert.Equal(cluster.First.SiloAddress, exchange.Call.Silo);
            Assert.All(exchange.Sent.Zip(exchange.Call.Arguments), AssertHandedOn);
            AssertHandedOn((exchange.Answered, exchange.Returned));
        }
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_failure_crosses_by_its_own_name(Exception failure)
    {
        var key = $"failing by {failure.GetType().Name}";
        cluster.Calls.Next<IModelGrain>(
            key, nameof(IModelGrain.CheckIfDue), answer: () => Response.FromException(failure));

        var caught = await Assert.ThrowsAnyAsync<Exception>(
            () => FleetCluster.OnAsync(cluster.Second, FleetCluster.FleetOf(cluster.First).Model(key).CheckIfDue));

        Assert.NotSame(failure, caught);
        Assert.Equal((failure.GetType(), failure.Message), (caught.GetType(), caught.Message));
        Assert.Equal(failure.InnerException?.GetType(), caught.InnerException?.GetType());
    }

    private static void AssertCrossed((object? Sent, object? Arrived) value)
    {
        if (value.Sent is null || value.Sent.GetType().Namespace!.StartsWith("System", StringComparison.Ordinal))
        {
            Assert.Equal(value.Sent, value.Arrived);
            return;
        }
        Assert.NotSame(value.Sent, value.Arrived);
        Assert.Equal(value.Sent.GetType(), value.Arrived!.GetType());
        Assert.Equal(Described.Of(value.Sent), Described.Of(value.Arrived));
    }

    private static void AssertHandedOn((object? Sent, object? Arrived) value)
    {
        if (value.Sent is ValueType) Assert.Equal(value.Sent, value.Arrived);
        else Assert.Same(value.Sent, value.Arrived);
    }

    private async Task<List<Exchange>> ExchangeAsync(string actor, string method, InProcessSiloHandle to)
    {
        var (view, answer) = await cluster.TrainedAsync();
        var samples = new Samples(view, answer);
        var asked = Actors.Single(type => type.Name == actor).GetMethod(method)!;
        var key = $"{actor} on {to.Name} by {method}";
        var target = FleetCluster.GrainsOf(cluster.First).GetGrain(asked.DeclaringType!, key);
        var exchanges = new List<Exchange>();
        for (var index = 0; index < SamplesMax; index++)
        {
            object?[] sent = [.. asked.GetParameters().Select(one => samples.Of(one.ParameterType, index))];
            var type = asked.ReturnType.GenericTypeArguments.SingleOrDefault();
            var answered = type is null ? null : samples.Of(type, index);
            var next = cluster.Calls.Next(asked, key, () => ResponseOf(type, answered));
            var returned = await FleetCluster.OnAsync(to, () => ResultAsync((Task)asked.Invoke(target, sent)!));
            exchanges.Add(new Exchange(sent, await next.Reached, answered, returned));
        }
        return exchanges;
    }

    private static Response ResponseOf(Type? type, object? value) => type is null
        ? Response.Completed
        : (Response)typeof(Response).GetMethod(nameof(Response.FromResult))!
            .MakeGenericMethod(type).Invoke(null, [value])!;

    private static async Task<object?> ResultAsync(Task call)
    {
        await call;
        var type = call.GetType();
        return type.GetProperty("Result") is { PropertyType.Name: not "VoidTaskResult" } result
            ? result.GetValue(call)
            : null;
    }

    private sealed record Exchange(object?[] Sent, Call Call, object? Answered, object? Returned);
}
