using System.Data.Common;

namespace RetrainGrains.Storage.Sql;

/// <summary>A piece of SQL that goes into a statement as it is, not as a parameter.</summary>
internal sealed record SqlText(string Text);

/// <summary>The differences between databases, apart from the migrations and from how connections are made.</summary>
internal abstract class SqlDialect
{
    /// <summary>The folder of this database's migrations.</summary>
    public abstract string Name { get; }

    /// <summary>Begins a transaction that is sure to be the only writer of the rows it locks.</summary>
    public abstract SqlText BeginWrite { get; }

    /// <summary>Ends a SELECT whose rows must not change before the transaction ends.</summary>
    public abstract SqlText ForUpdate { get; }

    /// <summary>The type of the columns that hold uuids.</summary>
    public abstract SqlText Uuid { get; }

    /// <summary>Stands behind FROM, and gives a row where there is a table of migrations.</summary>
    public abstract SqlText MigrationsTable { get; }

    /// <summary>The statements about observations, of which there are far too many for one statement each.</summary>
    public abstract IObservationRows Observations { get; }

    /// <summary>The statements of a copy, for whole tables.</summary>
    public abstract ITableRows Tables { get; }

    /// <summary>Keeps other processes from changing the schema until the transaction ends.</summary>
    public abstract Task LockSchemaAsync(SqlSession session, CancellationToken cancellation);

    /// <summary>Returns false when the database has ended a failed transaction by itself.</summary>
    public abstract bool IsInTransaction(DbConnection connection);
}
