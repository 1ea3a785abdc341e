using System.Net.Sockets;
using System.Security.Authentication;
using Grpc.Core;
using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Client.Connection;

/// <summary>The failure of a call as people are told: what the server said, and what to do next.</summary>
internal sealed record CallFailure(int Code, ImmutableArray<string> Lines)
{
    private const string Start = "dotnet run -c Release --project src/RetrainGrains.Server";

    public static CallFailure Of(RpcException error, ServerAddress address)
    {
        // An exception of this side: the server has not answered.
        if (error is { Status.DebugException: { } cause, StatusCode: StatusCode.Unavailable or StatusCode.Internal })
            return Unreached(Innermost(cause), address);
        ImmutableArray<string> said = [.. error.Status.Detail.ReplaceLineEndings("\n").Split('\n')];
        return error.StatusCode switch
        {
            StatusCode.Unavailable => new(ExitCode.NotReachable,
                [.. said, $"Try again in a moment; `retrain doctor --url {address}` says whether it is ready."]),
            StatusCode.Unauthenticated => new(ExitCode.Failure,
                [.. said, address.Token is null ? Needed(address) : $"The token is that of {address.TokenSource}.",
                    "`retrain token create NAME --role operator` makes one, by somebody who has an admin's."]),
            StatusCode.PermissionDenied => new(ExitCode.Failure,
                [.. said, "An admin gives out tokens of another role, or for other models: "
                    + "`retrain token create NAME --role operator`."]),
            StatusCode.Aborted when said[0].StartsWith("expected", StringComparison.Ordinal) => new(ExitCode.Failure,
                [.. said, "The model has moved on: look at it again (retrain describe MODEL), then repeat."]),
            StatusCode.ResourceExhausted or StatusCode.DeadlineExceeded =>
                new(ExitCode.Failure, [.. said, "Try again in a moment."]),
            StatusCode.Unimplemented => new(ExitCode.Failure,
                [$"The server at {address} does not know this call: it is of another version, or no RetrainGrains."]),
            StatusCode.Cancelled => new(ExitCode.Failure, ["Interrupted; the server may have done what it was asked."]),
            _ => new(ExitCode.Failure, said),
        };
    }

    private static CallFailure Unreached(Exception cause, ServerAddress address)
    {
        string[] remedy = cause switch
        {
            AuthenticationException =>
                ["Its certificate is not trusted: RETRAIN_CA names a PEM file with the authority that issued it."],
            SocketException =>
                [$"Start one: {Start}", "Or name another by --url or RETRAIN_URL (the gRPC port, 5081 by default)."],
            _ => ["Is that the gRPC port (5081 by default), and not the one of REST? Does the address say http where "
                + "the server speaks https?"],
        };
        return new(ExitCode.NotReachable, [$"No server answers at {address}: {cause.Message}", .. remedy]);
    }

    private static string Needed(ServerAddress address) =>
        $"The server at {address} asks for a token: RETRAIN_TOKEN, a file that RETRAIN_TOKEN_FILE names, or on the "
        + "server's machine, in the folder it was started in, its own retraingrains-data/admin.token.";

    private static Exception Innermost(Exception error)
    {
        while (error.InnerException is { } inner && error is not AuthenticationException) error = inner;
        return error;
    }
}
