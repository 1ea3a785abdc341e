using Google.Protobuf.WellKnownTypes;
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
        output.Errors.WriteLine($"{Rights(token.Name, token.Role, token.ModelPrefixes, token.ExpiresAt)}. "
            + "This is the only time that the token is shown.");
    }

    public static void WriteCaller(CommandOutput output, V1.WhoAmIResponse caller) =>
        output.WriteLine(Rights(caller.Name, caller.Role, caller.ModelPrefixes, caller.ExpiresAt));

    public static void WriteList(CommandOutput output, IReadOnlyCollection<V1.Token> tokens, DateTimeOffset now)
    {
        var table = new TextTable("token", "role", "~models", "made (UTC)", "~by", "expires (UTC)", "state");
        foreach (var token in tokens)
        {
            table.Row(token.Name, Shown.Name(token.Role), ModelsOf(token.ModelPrefixes), Shown.Minute(token.CreatedAt),
                Shown.Text(token.CreatedBy), Shown.Minute(token.ExpiresAt), StateOf(token, now));
        }
        table.WriteTo(output);
    }

    private static string Rights(string name, V1.Role role, IReadOnlyList<string> models, Timestamp? expires) =>
        $"{name} is {Shown.Name(role)} for {ModelsOf(models)}, "
        + (expires is null ? "without end" : $"until {Shown.Time(expires)}");

    private static string ModelsOf(IReadOnlyList<string> prefixes) =>
        prefixes.Count == 0 ? "all models" : string.Join(", ", prefixes.Select(one => $"{one}*"));

    private static string StateOf(V1.Token token, DateTimeOffset now) =>
        token.RevokedAt is not null ? $"revoked {Shown.Minute(token.RevokedAt)}"
        : token.ExpiresAt?.ToDateTimeOffset() <= now ? "expired"
        : "valid";
}
