using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace RetrainGrains.Storage.Sql;

/// <summary>The types that a column may have in every database.</summary>
internal enum ColumnType
{
    Integer,
    Real,
    Text,
    Bytes,

    /// <summary>A uuid, read as its text.</summary>
    Uuid,

    /// <summary>A JSON document, read as its text, as each database writes it.</summary>
    Json,
}

/// <summary>A column of a table that is copied.</summary>
internal sealed record Column(string Name, ColumnType Type)
{
    /// <summary>The column in a SELECT: a text where the types of databases differ.</summary>
    public string Read => Type is ColumnType.Uuid or ColumnType.Json ? $"CAST({Name} AS TEXT)" : Name;
}

/// <summary>
/// The shape of a table that is copied, with the texts of its statements, which are made once: a session keeps a
/// prepared statement for each. Rows are read page by page in key order, so that no statement and no memory grows with
/// a table.
/// </summary>
internal sealed partial class TableShape
{
    public const int PageRows = 10_000;

    private readonly string firstPage;
    private readonly string nextPage;
    private readonly string count;
    private readonly string any;

    private TableShape(string name, int keys, params Column[] columns)
    {
        Name = name;
        Columns = columns;
        Keys = keys;
        ColumnNames = string.Join(", ", columns.Select(column => column.Name));
        var key = string.Join(", ", columns.Take(keys).Select(column => column.Read));
        var read = string.Join(", ", columns.Select(column => column.Read));
        var select = $"SELECT {read} FROM {name}";
        var page = string.Create(CultureInfo.InvariantCulture, $"ORDER BY {key} LIMIT {PageRows}");
        firstPage = $"{select} {page}";
        nextPage = $"{select} WHERE ({key}) > ({Holes(keys)}) {page}";
        count = $"SELECT COUNT(*) FROM {name}";
        any = $"SELECT 1 FROM {name} LIMIT 1";
    }

    /// <summary>
    /// The shapes of all tables of facts, those that others refer to first. A key stands first in its columns.
    /// </summary>
    public static IReadOnlyList<TableShape> All { get; } =
    [
        new("counters", 1, Text("name"), Integer("value")),
        new("models", 1, Text("model_id"), Integer("revision"), Text("model_type"), Text("state"),
            Bytes("learned_state"), Integer("learned_count"), Integer("updated_at"),
            Integer("ledger_sequence"), Text("ledger_hash")),
        new("ledger", 2, Text("model_id"), Integer("sequence"), Integer("at"), Text("kind"), Text("body"),
            Text("hash")),
        new("windows", 2, Text("model_id"), Integer("hour"), Bytes("body")),
        new("requests", 2, Text("model_id"), Text("request_id"), Integer("revision"), Text("answer")),
        new("serving", 1, Text("model_id"), Text("version"), Text("artifact_id"), Text("plan"), Integer("revision"),
            Integer("epoch")),
        new("schedules", 1, Text("model_id"), Integer("shard"), Integer("due_at")),
        new("outbox", 1, Integer("id"), Text("model_id"), Text("kind"), Text("body"), Integer("created_at"),
            Integer("not_before"), Integer("attempts")),
        new("runs", 1, Text("run_id"), Text("model_id"), Integer("status"), Integer("priority"), Text("cause"),
            Integer("queued_at"), Text("plan"), Integer("started_at"), Integer("finished_at"), Text("result"),
            Real("training_seconds")),
        new("challengers", 2, Text("run_id"), Integer("ordinal"), Integer("status"), Integer("attempt"),
            Integer("heartbeat_at"), Text("artifact_id"), Text("report"), Real("training_seconds")),
        new("artifacts", 1, Text("artifact_id"), Integer("stored_at"), Bytes("bytes")),
        new("observation_logs", 1, Integer("log_id"), Text("model_id"), Integer("last_sequence"),
            Integer("predictions"), Integer("outcomes"), Integer("grain"), Integer("tolerance"), Integer("horizon"),
            Integer("waiting_max"), Integer("waiting"), Integer("entity_outcomes"), Integer("erasures"),
            Integer("repairs")),
        new("observations", 3, Integer("log_id"), Integer("at"), Text("prediction_id"), Bytes("features"),
            Real("prediction"), Text("version"), Integer("sequence"), Real("outcome"), Integer("known_at"),
            Text("entity"), Integer("withdrawn")),
        new("observation_ids", 2, Integer("log_id"), Text("prediction_id"), Integer("at")),
        new("entity_outcomes", 3, Integer("log_id"), Text("entity"), Integer("at"), Real("outcome"),
            Integer("known_at"), Integer("waiting")),
        new("erasures", 2, Integer("log_id"), Text("entity_hash"), Integer("erased_at")),
        new("file_imports", 2, Text("model_id"), Text("file_id"), Integer("rows_read"), Text("progress"),
            Text("holder"), Integer("held_until"), Integer("changed_at")),
        new("tokens", 1, Text("name"), Bytes("hash"), Integer("role"), Text("model_prefixes"), Integer("created_at"),
            Text("created_by"), Integer("expires_at"), Integer("revoked_at")),
        new("grain_state", 2, Text("grain_id"), Text("state_name"), Text("body"), Integer("etag")),
    ];

    public string Name { get; }

    public IReadOnlyList<Column> Columns { get; }

    public string ColumnNames { get; }

    private int Keys { get; }

    /// <summary>Returns places for values in a text that becomes a statement.</summary>
    public static string Holes(int holes) => string.Join(", ", Enumerable.Range(0, holes).Select(i => $"{{{i}}}"));

    /// <summary>The rows after one of them, or (null) the first ones.</summary>
    public FormattableString Page(object?[]? after) => after is null
        ? FormattableStringFactory.Create(firstPage)
        : FormattableStringFactory.Create(nextPage, after[..Keys]);

    public Task<long> CountAsync(SqlSession session, CancellationToken cancellation) => session.FindAsync(
        FormattableStringFactory.Create(count), row => row.GetInt64(0), cancellation);

    public async Task<bool> HasRowsAsync(SqlSession session, CancellationToken cancellation) =>
        await session.FindAsync(FormattableStringFactory.Create(any), _ => true, cancellation);

    public object?[] Read(DbDataReader row)
    {
        var values = new object?[Columns.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = row.IsDBNull(i) ? null : Columns[i].Type switch
            {
                ColumnType.Integer => row.GetInt64(i),
                ColumnType.Real => row.GetDouble(i),
                ColumnType.Bytes => row.Bytes(i),
                _ => row.GetString(i),
            };
        }
        return values;
    }

    private static Column Integer(string name) => new(name, ColumnType.Integer);

    private static Column Real(string name) => new(name, ColumnType.Real);

    private static Column Text(string name) => new(name, ColumnType.Text);

    private static Column Uuid(string name) => new(name, ColumnType.Uuid);

    private static Column Json(string name) => new(name, ColumnType.Json);

    private static Column Bytes(string name) => new(name, ColumnType.Bytes);
}
