using System.Data.Common;
using System.Globalization;

namespace RetrainGrains.Storage.Sql;

/// <summary>A prepared command and its parameters, in the order of the holes of its text.</summary>
internal sealed class SqlStatement : IAsyncDisposable
{
    private readonly DbCommand command;

    // Null where the hole holds a piece of SQL.
    private readonly DbParameter?[] parameters;

    private SqlStatement(DbCommand command, DbParameter?[] parameters)
    {
        this.command = command;
        this.parameters = parameters;
    }

    public static SqlStatement Prepare(DbConnection connection, FormattableString sql)
    {
        var command = connection.CreateCommand();
        var texts = new object[sql.ArgumentCount];
        var parameters = new DbParameter?[sql.ArgumentCount];
        for (var i = 0; i < texts.Length; i++)
        {
            if (sql.GetArgument(i) is SqlText text)
            {
                texts[i] = text.Text;
                continue;
            }
            var parameter = command.CreateParameter();
            parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"@p{i}");
            command.Parameters.Add(parameter);
            texts[i] = parameter.ParameterName;
            parameters[i] = parameter;
        }
        command.CommandText = string.Format(CultureInfo.InvariantCulture, sql.Format, texts);
        return new SqlStatement(command, parameters);
    }

    public DbCommand Bind(object?[] values)
    {
        for (var i = 0; i < parameters.Length; i++)
        {
            if (parameters[i] is { } parameter) parameter.Value = Stored(values[i]);
        }
        return command;
    }

    public ValueTask DisposeAsync() => command.DisposeAsync();

    // The rule for every table: instants are unix milliseconds, NaN is NULL.
    private static object Stored(object? value) => value switch
    {
        null or double.NaN => DBNull.Value,
        DateTimeOffset at => at.ToUnixTimeMilliseconds(),
        _ => value,
    };
}
