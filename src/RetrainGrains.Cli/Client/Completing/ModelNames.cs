using System.CommandLine;
using System.CommandLine.Completions;
using Grpc.Core;
using RetrainGrains.Cli.Client.Connection;

namespace RetrainGrains.Cli.Client.Completing;

/// <summary>Completes the ids of models by asking the server that commands would ask.</summary>
internal static class ModelNames
{
    private const string Argument = "MODEL";
    private const int NamesMax = 1_000;

    // Whoever presses the key waits for it; where no server listens, that is known at once.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static void AddTo(IEnumerable<Command> commands, ServerSessions sessions)
    {
        foreach (var command in commands)
        {
            foreach (var argument in command.Arguments.Where(argument => argument.Name == Argument))
                argument.CompletionSources.Add(_ => Find(sessions));
            AddTo(command.Subcommands, sessions);
        }
    }

    // A completion that cannot be made is none: the command itself will say what is wrong.
    private static IEnumerable<CompletionItem> Find(ServerSessions sessions)
    {
        using var session = sessions.TryOpen();
        if (session is null) return [];
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            var call = new CallOptions(cancellationToken: patience.Token);
            return [.. session.Models.List(new V1.ListRequest { PageSize = NamesMax }, call).Models
                .Select(model => new CompletionItem(model.ModelId))];
        }
        catch (RpcException)
        {
            return [];
        }
    }
}
