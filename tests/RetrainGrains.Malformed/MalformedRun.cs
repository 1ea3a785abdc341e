using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Net.Client;

namespace RetrainGrains.Malformed;

/// <summary>Sends malformed requests of all kinds at once, and looks at what they did to the server.</summary>
internal sealed class MalformedRun(MalformedOptions options, TargetServer server, TextWriter output) : IDisposable
{
    public const int GrowthMax = 100;
    public const int HandlesMax = 50;

    private const int Senders = 48;
    private const int Parts = 5;
    private const int ClockLength = 9;
    private const int SlowOnesMax = 200;
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(30);

    private readonly HttpClient client = new(new SocketsHttpHandler { EnableMultipleHttp2Connections = true });
    private readonly ConcurrentDictionary<(string Attack, string Answer), long> answers = [];
    private readonly ConcurrentQueue<string> broken = [];
    private long longestTicks;

    public static async Task<MalformedReport> RunAsync(MalformedOptions options, TextWriter output)
    {
        await using var server = await TargetServer.StartAsync();
        using var run = new MalformedRun(options, server, output);
        return await run.RunAsync();
    }

    public static bool IsError(string line) =>
        line.Contains(" fail: ", StringComparison.Ordinal) || line.Contains(" crit: ", StringComparison.Ordinal);

    public static bool IsBad(string answer) => answer is "HTTP 500" or "HTTP 501" or "no answer" or "no HTTP"
        || answer == $"{StatusCode.Unknown}" || answer == $"{StatusCode.Internal}";

    public void Dispose() => client.Dispose();

    private async Task<MalformedReport> RunAsync()
    {
        var started = TimeProvider.System.GetTimestamp();
        var attacks = Attacks();
        var revocation = await Revocation.MeasureAsync(server);
        if (revocation.LastAfter > Revocation.Most) broken.Enqueue("a revoked token was let in after a second");
        var before = server.Handles;
        var megabytes = ImmutableArray.CreateBuilder<double>();
        var slow = SlowAsync();
        for (var part = 0; part < Parts && !server.HasEnded; part++)
        {
            await SendAsync(attacks, part);
            if (server.HasEnded) continue;
            megabytes.Add(server.MemoryMegabytes);
            await output.WriteLineAsync($"{part + 1} of {Parts}: {server.MemoryMegabytes:N0} MiB");
        }
        await slow;
        if (server.HasEnded) broken.Enqueue("the server crashed");
        else await LookAsync(before, megabytes);
        // One of each: the clock stands before what it is about.
        foreach (var error in server.Lines.Where(IsError).DistinctBy(line => line[ClockLength..].Split("   at ")[0]))
            broken.Enqueue($"logged {error}");
        return new MalformedReport(
            options, [.. answers.Select(pair => new Answered(pair.Key.Attack, pair.Key.Answer, pair.Value))
                .OrderBy(answer => answer.Attack, StringComparer.Ordinal)],
            TimeProvider.System.GetElapsedTime(started), megabytes.ToImmutable(),
            (before, server.HasEnded ? 0 : server.Handles), [.. server.Lines], [.. broken.Distinct()],
            TimeSpan.FromTicks(longestTicks), revocation);
    }

    private IAttack[] Attacks() =>
    [
        new GrpcAttack(client, server.Grpc, breaksFrames: false),
        new GrpcAttack(client, server.Grpc, breaksFrames: true),
        new JsonAttack(client, server.Http), new PathAttack(client, server.Http), new HeaderAttack(server.Http),
        new StreamAttack(server.Grpc),
    ];

    // Each sender has its own chance, so that a seed gives the same requests, in whatever order they are answered.
    private Task SendAsync(IAttack[] attacks, int part) =>
        Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => SendAsync(attacks, part, sender)));

    private async Task SendAsync(IAttack[] attacks, int part, int sender)
    {
        var chance = new Random(unchecked(options.Seed * 7919 + part * Senders + sender));
        var count = options.Requests / Parts / Senders + 1;
        var shares = attacks.Sum(attack => attack.Share);
        for (var i = 0; i < count && !server.HasEnded; i++)
        {
            var drawn = chance.Next(shares);
            var attack = attacks.First(attack => (drawn -= attack.Share) < 0);
            await CountAsync(attack.Name, cancellation => attack.SendAsync(chance, cancellation), AnswerMax);
        }
    }

    private Task SlowAsync()
    {
        var (attack, count) = (new SlowAttack(server.Http), Math.Min(SlowOnesMax, options.Requests / 100));
        return Task.WhenAll(Enumerable.Range(0, count).Select(number => CountAsync(
            "slow headers, bodies", cancellation => attack.SendAsync(number % 2 == 0, cancellation),
            SlowAttack.EndsWithin, isSlow: true)));
    }

    private async Task CountAsync(
        string attack, Func<CancellationToken, Task<string>> send, TimeSpan most, bool isSlow = false)
    {
        using var limit = new CancellationTokenSource(most, TimeProvider.System);
        var started = TimeProvider.System.GetTimestamp();
        string answer;
        try
        {
            answer = await send(limit.Token);
        }
        catch (OperationCanceledException)
        {
            answer = "no answer";
        }
        catch (Exception error) when (error is HttpRequestException or IOException
            or System.Net.Sockets.SocketException)
        {
            answer = $"{error.GetBaseException().GetType().Name}";
        }
        answers.AddOrUpdate((attack, answer), 1, (_, count) => count + 1);
        if (!isSlow)
        {
            var took = TimeProvider.System.GetElapsedTime(started).Ticks;
            // A race between two senders may keep the shorter one, which is as good for what it is for.
            if (took > Interlocked.Read(ref longestTicks)) Interlocked.Exchange(ref longestTicks, took);
        }
        if (IsBad(answer)) broken.Enqueue($"{attack} answered by '{answer}'");
    }

    private async Task LookAsync(int handlesBefore, IReadOnlyList<double> megabytes)
    {
        if (megabytes[^1] > megabytes[Parts / 2] + GrowthMax) broken.Enqueue("memory grew");
        // The connections of this side are closed first.
        client.Dispose();
        var until = TimeProvider.System.GetTimestamp();
        while (server.Handles > handlesBefore + HandlesMax
            && TimeProvider.System.GetElapsedTime(until) < AnswerMax)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
        if (server.Handles > handlesBefore + HandlesMax) broken.Enqueue("connections stayed open");
        using var channel = GrpcChannel.ForAddress(server.Grpc);
        var told = await new V1.Tokens.TokensClient(channel).WhoAmIAsync(
            new V1.WhoAmIRequest(), new Metadata { { "authorization", $"Bearer {TargetServer.Secret}" } },
            deadline: TimeProvider.System.GetUtcNow().UtcDateTime + AnswerMax);
        if (told.Role != V1.Role.Admin) broken.Enqueue("the server forgot who may call");
    }
}
