using RetrainGrains.Gateway.Access;
using RetrainGrains.Server.Options;
using RetrainGrains.Storage;

namespace RetrainGrains.Server.Hosting;

/// <summary>
/// The first administrator's token: the one that the settings give, or one that is made when there is none yet, and
/// laid where the command line finds it.
/// </summary>
internal static class FirstToken
{
    private const string Name = "admin";
    private const string FileName = "admin.token";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes sure that there is one; returns the file that a new one was written to.</summary>
    public static async Task<string?> EnsureAsync(
        ServerOptions options, IDatabase database, CancellationToken cancellation)
    {
        // Silos know the tokens that gateways make: they start together, and one file is enough.
        if (options.Anonymous || options.Role == ServerRole.Silo) return null;
        if (options.AdminToken is { } given)
        {
            await StoreAsync(database, given, cancellation);
            return null;
        }
        if ((await database.Tokens.ListAsync(cancellation)).Count > 0) return null;
        var secret = TokenSecret.Create();
        var file = Path.GetFullPath(FileOf(options));
        // Before it is stored: a token that nobody can read would keep the next start from making another.
        try
        {
            Write(file, secret);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new TokenUnwritableException(file, error);
        }
        return await StoreAsync(database, secret, cancellation) ? file : null;
    }

    public static string FileOf(ServerOptions options) => Path.Combine(
        options.Connection is null
            ? Path.GetDirectoryName(Path.GetFullPath(options.Database))!
            : Path.GetDirectoryName(new ServerOptions().Database)!,
        FileName);

    private static async Task<bool> StoreAsync(IDatabase database, string secret, CancellationToken cancellation)
    {
        var hash = TokenSecret.HashOf(secret);
        var stored = await database.Tokens.ListAsync(cancellation);
        if (stored.Any(token => token.Hash.AsSpan().SequenceEqual(hash))) return false;
        // Another one of this name may be there from before: its successor is told apart by its hash.
        var name = stored.Any(token => token.Name == Name) ? $"{Name}-{Convert.ToHexStringLower(hash)[..8]}" : Name;
        var created = await database.Tokens.CreateAsync(
            new TokenRow(
                name, hash, (int)V1.Role.Admin, "", TimeProvider.System.GetUtcNow(), "first start"), cancellation);
        return created == TokenCreation.Created;
    }

    private static void Write(string file, string secret)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var settings = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) settings.UnixCreateMode = OwnerOnly;
        File.Delete(file);
        using var writer = new StreamWriter(file, settings);
        writer.WriteLine(secret);
    }
}

/// <summary>The failure to lay the first token where its owner finds it.</summary>
internal sealed class TokenUnwritableException(string file, Exception inner) : Exception(inner.Message, inner)
{
    public string File { get; } = file;
}
