using System.Globalization;

namespace RetrainGrains.Storage.Tests.Postgres;

/// <summary>A database with enough rows that reading a whole table would be the wrong plan.</summary>
public sealed class FilledPostgres : IAsyncLifetime
{
    public const string Model = "model-00042";

    private readonly PostgresHome home = new();

    public async ValueTask InitializeAsync()
    {
        home.Execute(
            """
            INSERT INTO models SELECT 'model-' || to_char(i, 'FM00000'), 9, 't', repeat('s', 200), NULL, 0, 0, 0, 'h'
              FROM generate_series(1, 5000) AS i;
            INSERT INTO ledger SELECT model_id, n, 0, 'k', repeat('b', 100), 'h'
              FROM models, generate_series(1, 4) AS n;
            INSERT INTO windows SELECT model_id, n, '\x00' FROM models, generate_series(1, 4) AS n;
            INSERT INTO requests SELECT model_id, 'r' || n, n, 'done' FROM models, generate_series(1, 4) AS n;
            INSERT INTO serving SELECT model_id, 'v', 'a', repeat('p', 100), 1, row_number() OVER () FROM models;
            INSERT INTO schedules SELECT model_id, row_number() OVER () % 16, row_number() OVER () FROM models;
            INSERT INTO outbox (model_id, kind, body, created_at, not_before)
              SELECT model_id, 'k', repeat('b', 100), 0, row_number() OVER () FROM models;
            INSERT INTO runs SELECT 'run-' || row_number() OVER (), model_id,
              CASE row_number() OVER () % 200 WHEN 0 THEN 0 ELSE 2 END, 0, 'drift', row_number() OVER (), '{}'
              FROM models;
            INSERT INTO challengers SELECT run_id, n, 1, 1 FROM runs, generate_series(0, 2) AS n;
            INSERT INTO artifacts SELECT 'artifact-' || i, i, '\x00' FROM generate_series(1, 5000) AS i;
            INSERT INTO observation_logs (model_id) SELECT model_id FROM models;
            INSERT INTO grain_state SELECT 'grain-' || i, 's', '{}', i FROM generate_series(1, 5000) AS i;
            """);
        await using var database = home.Open();
        foreach (var model in new[] { "model-00001", Model, "model-04999" })
        {
            await database.Observations.ImportAsync(model, History());
            await database.Observations.AppendPredictionsAsync(model, Predictions());
        }
        home.Execute("ANALYZE");
    }

    public ValueTask DisposeAsync() => home.DisposeAsync();

    /// <summary>Counts the call's reads of each index and, as «all of …», of each table that has many rows.</summary>
    public async Task<Dictionary<string, long>> ReadsOfAsync(Func<IDatabase, Task> call)
    {
        await using var onlooker = await PostgresConnection.OpenAsync(home.ConnectionString);
        var before = await CountAsync(onlooker);
        await using (var database = home.Open())
        {
            await call(database);
        }
        // A connection hands in its counts when it ends.
        const string Open =
            "SELECT '' FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
        while ((await onlooker.QueryAsync(Open)).Count > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
        return (await CountAsync(onlooker))
            .Select(after => (after.Key, Reads: after.Value - before.GetValueOrDefault(after.Key)))
            .Where(row => row.Reads > 0)
            .ToDictionary(row => row.Key, row => row.Reads);
    }

    private static async Task<Dictionary<string, long>> CountAsync(PostgresConnection onlooker)
    {
        var rows = await onlooker.QueryAsync(
            """
            SELECT indexrelname || '=' || idx_scan FROM pg_stat_user_indexes
            UNION ALL SELECT 'all of ' || relname || '=' || seq_scan FROM pg_stat_user_tables WHERE n_live_tup > 100
            """);
        return rows.Select(row => row.Split('='))
            .ToDictionary(row => row[0], row => long.Parse(row[1], CultureInfo.InvariantCulture));
    }

    private static HistoryRow[] History() => [.. Enumerable.Range(0, 8_000).Select(
        i => new HistoryRow($"h{i}", At(i), [1, 2, 3, 4], 1, At(i)))];

    private static PredictionRow[] Predictions() => [.. Enumerable.Range(0, 8_000).Select(
        i => new PredictionRow($"p{i}", At(i), [1, 2, 3, 4], 1, "v1"))];

    // January to March 2026.
    private static DateTimeOffset At(int row) => DateTimeOffset.UnixEpoch.AddYears(56).AddMinutes(15 * row);
}
