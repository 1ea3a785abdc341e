using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RetrainGrains.Storage.Sql;

/// <summary>A numbered step of the schema, the file «0001_name.sql». A published one never changes.</summary>
internal sealed record Migration(long Version, string Name, string Script, string Checksum)
{
    public static IReadOnlyList<Migration> Of(SqlDialect dialect)
    {
        var folder = dialect.Name + "/";
        return [.. typeof(Migration).Assembly.GetManifestResourceNames()
            .Where(resource => resource.StartsWith(folder, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(resource => Read(resource, Path.GetFileNameWithoutExtension(resource)))];
    }

    private static Migration Read(string resource, string name)
    {
        using var reader = new StreamReader(typeof(Migration).Assembly.GetManifestResourceStream(resource)!);
        // A checkout may turn line ends; the checksum must not notice.
        var script = reader.ReadToEnd().ReplaceLineEndings("\n");
        var checksum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(script)));
        return new Migration(long.Parse(name.AsSpan(0, 4), CultureInfo.InvariantCulture), name, script, checksum);
    }
}
