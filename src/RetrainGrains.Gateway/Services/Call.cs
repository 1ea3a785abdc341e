using Grpc.Core;

namespace RetrainGrains.Gateway.Services;

/// <summary>
/// The caller of a request: a name for the ledger, and a token that is cancelled when the caller leaves.
/// </summary>
internal readonly record struct Call(string By, CancellationToken Cancellation)
{
    private const string Anonymous = "client";

    public static Call Of(ServerCallContext context) =>
        new(context.GetHttpContext().User.Identity?.Name ?? Anonymous, context.CancellationToken);
}
