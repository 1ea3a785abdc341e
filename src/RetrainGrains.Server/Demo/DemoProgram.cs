using System.Runtime.InteropServices;
using Grpc.Net.Client;
using RetrainGrains.Fleet.Serving;
using RetrainGrains.Server.Options;
using Spectre.Console;

namespace RetrainGrains.Server.Demo;

/// <summary>Starts the server and a simulated fleet against it, and shows what happens.</summary>
internal static class DemoProgram
{
    private const int PlainWidth = 1_000;
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// Runs the demo; returns 0 when everything was seen, or when somebody stopped it, and 1 when the time was up
    /// before.
    /// </summary>
    public static async Task<int> RunAsync(ServerOptions options, WebApplicationBuilder builder)
    {
        var demo = options.Demo;
        using var stop = new CancellationTokenSource();
        using var interrupt = StopOn(PosixSignal.SIGINT, stop);
        using var terminate = StopOn(PosixSignal.SIGTERM, stop);
        using var timeUp = new CancellationTokenSource(
            demo.Seconds is { } seconds ? TimeSpan.FromSeconds(seconds) : Timeout.InfiniteTimeSpan,
            TimeProvider.System);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, timeUp.Token);
        var tally = new StoryTally();
        try
        {
            await PlayAsync(options, builder, tally, end.Token);
        }
        catch (Exception) when (end.IsCancellationRequested)
        {
            // A call that was cut off by the end is no failure.
        }
        return tally.IsComplete || !timeUp.IsCancellationRequested ? 0 : 1;
    }

    private static async Task PlayAsync(
        ServerOptions options, WebApplicationBuilder builder, StoryTally tally, CancellationToken cancellation)
    {
        var demo = options.Demo;
        if (!demo.Keep) DemoDatabase.BeginAnew(options.Database);
        var now = await DemoDatabase.ReachedAsync(options.Database, cancellation) ?? Start;
        var clock = new FastClock(TimeProvider.System, now, TimeSpan.FromDays(demo.DaysPerSecond).TotalSeconds);
        clock.HoldAt(now);
        await using var server = await DemoServer.StartAsync(options, builder, clock, cancellation);
        using var channel = GrpcChannel.ForAddress(server.Grpc);
        var scorers = new ScorerCache(server.Database.Artifacts);
        ImmutableArray<LedgerReader> stations =
        [
            .. StationPlan.Fleet.Select(plan =>
                new LedgerReader(new StationClient(plan, channel, demo, Start), channel, scorers, Start)),
        ];
        var screen = new StoryScreen(OpenConsole());
        screen.Say($"RetrainGrains serves REST on {server.Http} and gRPC on {server.Grpc}, from {options.Database}");
        var speed = demo.DaysPerSecond.ToString(CultureInfo.InvariantCulture);
        screen.Say($"{stations.Length} stations, 60 days of history each; time runs at up to {speed} days a second");
        var fleet = new DemoFleet(stations, clock, screen, tally, new ServerEndpoints(server.Http, server.Grpc));
        await fleet.JoinAsync(now, cancellation);
        await fleet.LiveAsync(Next(clock.GetUtcNow()), cancellation);
    }

    // Into a file or a pipe: plain lines, as long as they are.
    private static IAnsiConsole OpenConsole()
    {
        if (!Console.IsOutputRedirected) return AnsiConsole.Console;
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
        });
        console.Profile.Width = PlainWidth;
        return console;
    }

    private static DateTimeOffset Next(DateTimeOffset now) =>
        new(now.Ticks - now.Ticks % TimeSpan.TicksPerHour + TimeSpan.TicksPerHour, TimeSpan.Zero);

    private static PosixSignalRegistration StopOn(PosixSignal signal, CancellationTokenSource stop) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            stop.Cancel();
        });
}
