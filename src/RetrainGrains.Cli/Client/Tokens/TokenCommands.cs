using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Client.Tokens;

/// <summary>Gives out tokens, lists them and takes them back.</summary>
internal static class TokenCommands
{
    public static async Task<int> CreateAsync(CreateTokenOptions options, ServerSession session)
    {
        var problems = new List<Problem>();
        var role = Shown.Named<V1.Role>(options.Role);
        if (role is null or V1.Role.Unspecified)
            problems.Add(Problem.Of("--role", options.Role, "must be viewer, predictor, operator or admin"));
        var expires = ReadExpiry(options.Expires, session.Clock.GetUtcNow(), problems);
        if (problems.Count > 0) return session.Output.Refuse(problems);
        var request = new V1.CreateTokenRequest
        {
            Name = options.Name, Role = role!.Value, ModelPrefixes = { options.Models }, ExpiresAt = expires,
        };
        var created = await session.Tokens.CreateAsync(request, session.Call);
        return session.Show(created, () => TokenDisplay.WriteCreated(session.Output, created));
    }

    public static async Task<int> ListAsync(ListTokensOptions options, ServerSession session)
    {
        var tokens = new V1.ListTokensResponse();
        do
        {
            var request = new V1.ListTokensRequest { PageToken = tokens.NextPageToken };
            var page = await session.Tokens.ListAsync(request, session.Call);
            tokens.Tokens.Add(page.Tokens);
            tokens.NextPageToken = page.NextPageToken;
        }
        while (tokens.NextPageToken.Length > 0);
        return session.Show(
            tokens, () => TokenDisplay.WriteList(session.Output, tokens.Tokens, session.Clock.GetUtcNow()));
    }

    public static async Task<int> RevokeAsync(RevokeTokenOptions options, ServerSession session)
    {
        var token = await session.Tokens.RevokeAsync(new V1.RevokeTokenRequest { Name = options.Name }, session.Call);
        return session.Show(token, () => session.Output.WriteLine(
            $"{token.Name} is revoked; every gateway refuses it within a second"));
    }

    public static async Task<int> WhoAmIAsync(WhoAmIOptions options, ServerSession session)
    {
        var caller = await session.Tokens.WhoAmIAsync(new V1.WhoAmIRequest(), session.Call);
        return session.Show(caller, () => TokenDisplay.WriteCaller(session.Output, caller));
    }

    private static Timestamp? ReadExpiry(string? text, DateTimeOffset now, List<Problem> problems)
    {
        if (text is null) return null;
        if (ReadSpan(text) is { } span && span > TimeSpan.Zero) return (now + span).ToTimestamp();
        const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Styles, out var at) && at > now)
            return at.ToTimestamp();
        problems.Add(Problem.Of(
            "--expires", text, "must be a time that is to come, such as 2030-03-01, or a span such as 90d"));
        return null;
    }

    private static TimeSpan? ReadSpan(string text)
    {
        try
        {
            return DomainJson.Read<TimeSpan>(JsonSerializer.Serialize(text));
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
