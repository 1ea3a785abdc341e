using Grpc.Core;
using RetrainGrains.Gateway.Access;

namespace RetrainGrains.Gateway.Services;

/// <summary>
/// The caller of a request: who it is, the actor for the ledger, and a token that is cancelled when the caller leaves.
/// </summary>
internal readonly record struct Call(Caller Caller, string By, CancellationToken Cancellation)
{
    public static Call Of(ServerCallContext context)
    {
        var http = context.GetHttpContext();
        var caller = Caller.Of(http);
        return new Call(caller, caller.From(http), context.CancellationToken);
    }
}
