using System.Globalization;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Grpc.JsonTranscoding;
using Microsoft.AspNetCore.Http;
using RetrainGrains.Gateway.Failures;

namespace RetrainGrains.Gateway.Access;

/// <summary>The gate in front of gRPC: who is not let in is answered before anything of the call is read.</summary>
internal sealed class GrpcAccess(RequestDelegate next, AccessGate gate)
{
    public Task InvokeAsync(HttpContext http)
    {
        var metadata = http.GetEndpoint()?.Metadata;
        if (metadata?.GetMetadata<GrpcMethodMetadata>() is not { } called
            || metadata.GetMetadata<GrpcJsonTranscodingMetadata>() is not null)
        {
            return next(http);
        }
        try
        {
            gate.Admit(http, called.Method.FullName);
        }
        catch (RefusedException refused)
        {
            Refuse(http.Response, refused);
            return Task.CompletedTask;
        }
        return next(http);
    }

    // A response of trailers only, as the protocol has it for calls that end at once.
    private static void Refuse(HttpResponse response, RefusedException refused)
    {
        response.ContentType = "application/grpc";
        response.Headers["grpc-status"] = ((int)refused.StatusCode).ToString(CultureInfo.InvariantCulture);
        response.Headers["grpc-message"] = Uri.EscapeDataString(refused.Status.Detail);
    }
}
