namespace RetrainGrains.Storage.Sql;

/// <summary>The steps of a copy that each database takes in its own way.</summary>
internal interface ITableRows
{
    /// <summary>
    /// Finds a fault in the way a source is stored, or null: a row that its index hides would be missed twice, in the
    /// copy and in the comparison.
    /// </summary>
    Task<string?> FindDamageAsync(SqlSession session, CancellationToken cancellation);

    Task InsertAsync(
        SqlSession session, TableShape table, IReadOnlyList<object?[]> rows, CancellationToken cancellation);

    /// <summary>Empties every table.</summary>
    Task ClearAsync(SqlSession session, CancellationToken cancellation);

    /// <summary>The largest id that an effect was ever given, confirmed ones included.</summary>
    Task<long> LastEffectAsync(SqlSession session, CancellationToken cancellation);

    /// <summary>Goes on giving ids where the source stopped.</summary>
    Task ContinueAfterAsync(SqlSession session, long lastEffect, CancellationToken cancellation);
}
