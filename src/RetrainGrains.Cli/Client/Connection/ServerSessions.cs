using Grpc.Core;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Client.Connection;

/// <summary>Opens a session for a command, and turns what fails in it into words and an exit code.</summary>
internal sealed class ServerSessions(ClientEnvironment environment, TimeProvider clock, CommandOutput output)
{
    /// <summary>Opens a session without options; null where it is not clear with which server.</summary>
    public ServerSession? TryOpen() => ServerAddress.Read(new NoOptions(), environment, []) is { } address
        ? new ServerSession(address, environment, clock, output, json: false, CancellationToken.None)
        : null;

    public async Task<int> RunAsync<T>(
        T options, Func<T, ServerSession, Task<int>> command, CancellationToken cancellation) where T : ServerOptions
    {
        var problems = new List<Problem>();
        if (ServerAddress.Read(options, environment, problems) is not { } address) return output.Refuse(problems);
        using var session = new ServerSession(address, environment, clock, output, options.Json, cancellation);
        try
        {
            return await command(options, session);
        }
        catch (RpcException error)
        {
            var failure = CallFailure.Of(error, address);
            foreach (var line in failure.Lines) output.Errors.WriteLine(CommandOutput.Plain(line));
            return failure.Code;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            output.Errors.WriteLine("Interrupted.");
            return ExitCode.Failure;
        }
    }

    private sealed record NoOptions : ServerOptions;
}
