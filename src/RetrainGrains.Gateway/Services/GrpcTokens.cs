using Grpc.Core;
using RetrainGrains.Gateway.Access;

namespace RetrainGrains.Gateway.Services;

/// <summary>The gRPC service of tokens.</summary>
internal sealed class GrpcTokens(TokenService tokens) : V1.Tokens.TokensBase
{
    public override Task<V1.CreateTokenResponse> Create(V1.CreateTokenRequest request, ServerCallContext context)
    {
        var call = Call.Of(context);
        return tokens.CreateAsync(request, call.By, call.Cancellation);
    }

    public override Task<V1.ListTokensResponse> List(V1.ListTokensRequest request, ServerCallContext context) =>
        tokens.ListAsync(request, context.CancellationToken);

    public override Task<V1.Token> Revoke(V1.RevokeTokenRequest request, ServerCallContext context) =>
        tokens.RevokeAsync(request.Name, context.CancellationToken);

    public override Task<V1.WhoAmIResponse> WhoAmI(V1.WhoAmIRequest request, ServerCallContext context) =>
        Task.FromResult(Call.Of(context).Caller.ToWire());
}
