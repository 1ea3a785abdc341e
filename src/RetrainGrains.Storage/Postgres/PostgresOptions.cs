using System.Globalization;
using Npgsql;

namespace RetrainGrains.Storage.Postgres;

/// <summary>The PostgreSQL to use (15 or later, one database of its own), and the times to wait for it.</summary>
public sealed record PostgresOptions
{
    /// <summary>
    /// The connection string as Npgsql reads it; must name a host and a database. Pooling is done here, by the pool
    /// below.
    /// </summary>
    public required string ConnectionString { get; init; }

    /// <summary>The number of connections that may be open, 2 to 1,000; further calls wait.</summary>
    public int PoolSize { get; init; } = 16;

    /// <summary>
    /// The time that a statement may run, 100 ms to 1 h; half of it may be spent on waiting for a lock.
    /// </summary>
    public TimeSpan StatementTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The time that an attempt to connect may take, 1 s to 1 min, and no longer than the budget.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The time to go on connecting before the caller is told, 1 s to 5 min.</summary>
    public TimeSpan RetryBudget { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The time that a transaction may be silent before the server ends it, 100 ms to 1 h. A process that is paused in
    /// the middle of one must not hold its locks, the serving epoch's among them, until the whole fleet's decisions
    /// have failed for want of them: each of its sessions that waits for one holds it as long again. A healthy process
    /// asks on within milliseconds.
    /// </summary>
    public TimeSpan SilenceMax { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Returns the settings without the connection string, which may hold a password.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{nameof(PostgresOptions)} {{ PoolSize = {PoolSize}, StatementTimeout = {StatementTimeout}, ConnectTimeout = {
            ConnectTimeout}, RetryBudget = {RetryBudget}, SilenceMax = {SilenceMax} }}");

    internal void Validate()
    {
        var errors = ConnectionErrors().Concat(LimitErrors()).ToArray();
        if (errors.Length > 0) throw new ArgumentException(string.Join(Environment.NewLine, errors));
    }

    private IEnumerable<string> ConnectionErrors()
    {
        NpgsqlConnectionStringBuilder parts;
        try
        {
            parts = new NpgsqlConnectionStringBuilder(ConnectionString);
        }
        catch (Exception refusal) when (refusal is ArgumentException or FormatException or KeyNotFoundException)
        {
            return [$"{nameof(PostgresOptions)}.{nameof(ConnectionString)} cannot be read: {refusal.Message}"];
        }
        return new (string Name, string? Value)[] { ("Host", parts.Host), ("Database", parts.Database) }
            .Where(part => string.IsNullOrEmpty(part.Value))
            .Select(part => Error($"{nameof(ConnectionString)}.{part.Name}", part.Value, "given"));
    }

    private IEnumerable<string> LimitErrors()
    {
        if (PoolSize is < 2 or > 1_000) yield return Error(nameof(PoolSize), PoolSize, "2 to 1000");
        if (StatementTimeout < TimeSpan.FromMilliseconds(100) || StatementTimeout > TimeSpan.FromHours(1))
        {
            yield return Error(nameof(StatementTimeout), StatementTimeout, "100 milliseconds to 1 hour");
        }
        if (SilenceMax < TimeSpan.FromMilliseconds(100) || SilenceMax > TimeSpan.FromHours(1))
        {
            yield return Error(nameof(SilenceMax), SilenceMax, "100 milliseconds to 1 hour");
        }
        if (ConnectTimeout < TimeSpan.FromSeconds(1) || ConnectTimeout > TimeSpan.FromMinutes(1))
        {
            yield return Error(nameof(ConnectTimeout), ConnectTimeout, "1 second to 1 minute");
        }
        if (RetryBudget < TimeSpan.FromSeconds(1) || RetryBudget > TimeSpan.FromMinutes(5))
        {
            yield return Error(nameof(RetryBudget), RetryBudget, "1 second to 5 minutes");
        }
        if (ConnectTimeout > RetryBudget)
        {
            yield return Error(nameof(ConnectTimeout), ConnectTimeout, $"at most {nameof(RetryBudget)}, {RetryBudget}");
        }
    }

    private static string Error(string field, object? value, string rule) => string.Create(
        CultureInfo.InvariantCulture, $"{nameof(PostgresOptions)}.{field} is '{value}'; it must be {rule}.");
}
