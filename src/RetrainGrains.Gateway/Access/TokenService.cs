using System.Buffers;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Gateway.Failures;
using RetrainGrains.Gateway.Mapping;
using RetrainGrains.Gateway.Requests;
using RetrainGrains.Storage;

namespace RetrainGrains.Gateway.Access;

/// <summary>Makes, lists and revokes tokens.</summary>
internal sealed class TokenService(ITokenStore store, TokenTable table, TimeProvider clock)
{
    private const int NameLengthMax = 100;
    private const int PrefixesMax = 20;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-@");

    public async Task<V1.CreateTokenResponse> CreateAsync(
        V1.CreateTokenRequest request, string by, CancellationToken cancellation)
    {
        Check(request);
        var secret = TokenSecret.Create();
        var token = new TokenRow(
            request.Name, TokenSecret.HashOf(secret), (int)request.Role, TokenMapping.Join(request.ModelPrefixes),
            clock.GetUtcNow(), by, request.ExpiresAt.ToTime());
        var created = await store.CreateAsync(token, cancellation);
        if (created == TokenCreation.NameTaken)
        {
            throw new RefusedException(Refusal.Of(
                RefusalKind.AlreadyExists, "name", request.Name, "was given before, and is never given twice"));
        }
        if (created == TokenCreation.TooMany)
        {
            throw new RefusedException(Refusal.Of(
                RefusalKind.Busy, "tokens", ITokenStore.TokensMax,
                "are as many as may be made, revoked ones included"));
        }
        await table.RefreshAsync(cancellation);
        return new V1.CreateTokenResponse { Token = token.ToWire(), Secret = secret };
    }

    public async Task<V1.ListTokensResponse> ListAsync(CancellationToken cancellation) =>
        new() { Tokens = { (await store.ListAsync(cancellation)).Select(TokenMapping.ToWire) } };

    public async Task<V1.Token> RevokeAsync(string name, CancellationToken cancellation)
    {
        var revoked = await store.RevokeAsync(name, clock.GetUtcNow(), cancellation)
            ?? throw new RefusedException(
                Refusal.Of(RefusalKind.NotFound, "name", name, "must be the name of a token"));
        await table.RefreshAsync(cancellation);
        return revoked.ToWire();
    }

    private void Check(V1.CreateTokenRequest request)
    {
        var problems = new ProblemList();
        if (request.Name.Length is 0 or > NameLengthMax || request.Name.AsSpan().ContainsAnyExcept(NameCharacters))
        {
            problems.Add(
                "name", request.Name,
                $"must be 1 to {NameLengthMax} of: letters and digits of ASCII, '.', '_', '-', '@'");
        }
        if (request.Role == V1.Role.Unspecified || !Enum.IsDefined(request.Role))
        {
            problems.Add("role", request.Role, "must be viewer, predictor, operator or admin");
        }
        problems.Add(RequestRules.Between("model_prefixes.length", request.ModelPrefixes.Count, 0, PrefixesMax));
        for (var i = 0; i < Math.Min(request.ModelPrefixes.Count, PrefixesMax); i++)
        {
            if (RequestRules.ModelId(request.ModelPrefixes[i]) is { } broken)
            {
                problems.Add($"model_prefixes[{i}]", broken.Value, broken.Rule);
            }
        }
        if (request.Role == V1.Role.Admin && request.ModelPrefixes.Count > 0)
        {
            problems.Add(
                "model_prefixes", request.ModelPrefixes.Count, "must be left out for an admin, who makes tokens");
        }
        if (request.ExpiresAt.ToTime() <= clock.GetUtcNow())
        {
            problems.Add("expires_at", request.ExpiresAt, "must be a time to come");
        }
        if (problems.ToRefusal() is { } refusal) throw new RefusedException(refusal);
    }
}
