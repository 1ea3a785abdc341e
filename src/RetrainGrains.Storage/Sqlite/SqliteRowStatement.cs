using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace RetrainGrains.Storage.Sqlite;

/// <summary>
/// A prepared statement that is run row after row. The provider's commands cost more than what SQLite does for a row:
/// each run makes a reader and boxes every value.
/// </summary>
internal sealed class SqliteRowStatement : IDisposable
{
    private readonly sqlite3 connection;
    private readonly sqlite3_stmt statement;

    public SqliteRowStatement(SqliteConnection connection, string sql)
    {
        this.connection = connection.Handle!;
        Check(raw.sqlite3_prepare_v3(this.connection, sql, raw.SQLITE_PREPARE_PERSISTENT, out statement));
    }

    /// <summary>Binds the value of a place, counted from 1.</summary>
    public SqliteRowStatement Bind(int place, long? value)
    {
        Check(value is { } some
            ? raw.sqlite3_bind_int64(statement, place, some)
            : raw.sqlite3_bind_null(statement, place));
        return this;
    }

    public SqliteRowStatement Bind(int place, long value) => Bind(place, (long?)value);

    public SqliteRowStatement Bind(int place, DateTimeOffset? value) =>
        Bind(place, value?.ToUnixTimeMilliseconds());

    /// <summary>Binds a number; NaN is stored as NULL.</summary>
    public SqliteRowStatement Bind(int place, double value)
    {
        Check(raw.sqlite3_bind_double(statement, place, value));
        return this;
    }

    /// <summary>Binds a text; null is stored as NULL.</summary>
    public SqliteRowStatement Bind(int place, string? value)
    {
        Check(value is null
            ? raw.sqlite3_bind_null(statement, place)
            : raw.sqlite3_bind_text(statement, place, value));
        return this;
    }

    public SqliteRowStatement Bind(int place, ReadOnlySpan<byte> value)
    {
        Check(raw.sqlite3_bind_blob(statement, place, value));
        return this;
    }

    /// <summary>Runs a change with what is bound, and says how many rows it changed.</summary>
    public int Execute()
    {
        Step();
        raw.sqlite3_reset(statement);
        return raw.sqlite3_changes(connection);
    }

    /// <summary>Runs a query for one row at most, and reads it; default where there is none.</summary>
    public T? Find<T>(Func<SqliteRowStatement, T> read)
    {
        var found = Step() ? read(this) : default;
        raw.sqlite3_reset(statement);
        return found;
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    public long Integer(int column) => raw.sqlite3_column_int64(statement, column);

    public double NumberOrNaN(int column) =>
        IsNull(column) ? double.NaN : raw.sqlite3_column_double(statement, column);

    public string Text(int column) => raw.sqlite3_column_text(statement, column).utf8_to_string();

    public byte[] Bytes(int column) => raw.sqlite3_column_blob(statement, column).ToArray();

    public void Dispose() => statement.Dispose();

    private bool Step()
    {
        var code = raw.sqlite3_step(statement);
        if (code is raw.SQLITE_ROW or raw.SQLITE_DONE) return code == raw.SQLITE_ROW;
        raw.sqlite3_reset(statement);
        Check(code);
        return false;
    }

    private void Check(int code) => SqliteException.ThrowExceptionForRC(code, connection);
}
