using System.Text.RegularExpressions;

namespace RetrainGrains.Server.Options;

/// <summary>Keeps what may be a secret from being shown, also where its name is misspelt.</summary>
internal static partial class Secrecy
{
    public const string Hidden = "…";

    /// <summary>Returns the value of a setting as it may be shown.</summary>
    public static string Shown(string name, string value) =>
        Names().IsMatch(name) || Values().IsMatch(value) ? Hidden : value;

    [GeneratedRegex("tok|pass|pwd|secret|key|conn|auth", RegexOptions.IgnoreCase)]
    private static partial Regex Names();

    // Tokens of ours and of issuers, and connection strings.
    [GeneratedRegex("rgt_|=|^eyJ")]
    private static partial Regex Values();
}
