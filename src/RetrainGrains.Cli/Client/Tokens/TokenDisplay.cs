using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Client.Tokens;

/// <summary>Shows tokens; the secret of one only when it is made.</summary>
internal static class TokenDisplay
{
    public static void WriteCreated(CommandOutput output, V1.CreateTokenResponse created)
    {
        var token = created.Token;
        output.WriteLine(created.Secret);
        // Apart from the secret, so that it alone goes into a file.
        output.Errors.WriteLine($"{token.Name} is {Shown.Name(token.Role)} for {ModelsOf(token)}, "
            + $"{(token.ExpiresAt is null ? "without end" : $"until {Shown.Time(token.ExpiresAt)}")}. "
            + "This is the only time that the token is shown.");
    }

    public static void WriteList(CommandOutput output, IReadOnlyCollection<V1.Token> tokens, DateTimeOffset now)
    {
        var table = new TextTable("token", "role", "~models", "made (UTC)", "~by", "expires (UTC)", "state");
        foreach (var token in tokens)
        {
            table.Row(token.Name, Shown.Name(token.Role), ModelsOf(token), Shown.Minute(token.CreatedAt),
                Shown.Text(token.CreatedBy), Shown.Minute(token.ExpiresAt), StateOf(token, now));
        }
        table.WriteTo(output);
    }

    private static string ModelsOf(V1.Token token) =>
        token.ModelPrefixes.Count == 0 ? "all models" : string.Join(", ", token.ModelPrefixes.Select(one => $"{one}*"));

    private static string StateOf(V1.Token token, DateTimeOffset now) =>
        token.RevokedAt is not null ? $"revoked {Shown.Minute(token.RevokedAt)}"
        : token.ExpiresAt?.ToDateTimeOffset() <= now ? "expired"
        : "valid";
}
