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

    /// <summary>Lists a page of tokens; its page token is the last name of the page before.</summary>
    public async Task<V1.ListTokensResponse> ListAsync(
        V1.ListTokensRequest request, CancellationToken cancellation)
    {
        var problems = new ProblemList();
        var size = RequestRules.PageSize(request.PageSize, problems);
        if (request.PageToken.Length > 0 && !IsName(request.PageToken))
        {
            problems.Add("page_token", request.PageToken, "must be empty, or the next_page_token of the page before");
        }
        if (problems.ToRefusal() is { } refusal) throw new RefusedException(refusal);
        var left = (await store.ListAsync(cancellation))
            .Where(token => string.CompareOrdinal(token.Name, request.PageToken) > 0)
            .Take(size + 1)
            .ToArray();
        return new V1.ListTokensResponse
        {
            Tokens = { left.Take(size).Select(TokenMapping.ToWire) },
            NextPageToken = left.Length > size ? left[size - 1].Name : "",
        };
    }

    public async Task<V1.Token> RevokeAsync(string name, CancellationToken cancellation)
    {
        var revoked = await store.RevokeAsync(name, clock.GetUtcNow(), cancellation)
            ?? throw new RefusedException(
                Refusal.Of(RefusalKind.NotFound, "name", name, "must be the name of a token"));
        await table.RefreshAsync(cancellation);
        return revoked.ToWire();
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= NameLengthMax && !name.AsSpan().ContainsAnyExcept(NameCharacters);

    private void Check(V1.CreateTokenRequest request)
    {
        var problems = new ProblemList();
        if (!IsName(request.Name))
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
