using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace RetrainGrains.Gateway.Services;

/// <summary>
/// The caller of a request: a name for the ledger, and a token that is cancelled when the caller leaves.
/// </summary>
internal readonly record struct Call(string By, CancellationToken Cancellation)
{
    private const string Anonymous = "client";

    public static Call Of(ServerCallContext context) =>
        new(Name(context.GetHttpContext()), context.CancellationToken);

    public static Call Of(HttpContext http) => new(Name(http), http.RequestAborted);

    private static string Name(HttpContext http) => http.User.Identity?.Name ?? Anonymous;
}
