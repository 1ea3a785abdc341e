using System.Globalization;
using Npgsql;
using Polly;
using Polly.Retry;
using Polly.Timeout;
using RetrainGrains.Storage.Sql;

namespace RetrainGrains.Storage.Postgres;

/// <summary>
/// Opens sessions. While the database is away an attempt is repeated with growing, jittered pauses until the budget is
/// spent; whoever comes after that is told after one attempt, so that a queue of callers does not wait one by one.
/// </summary>
internal sealed class PostgresConnector : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly NpgsqlDataSource source;
    private readonly ResiliencePipeline untilBudgetIsSpent;
    private readonly string tuning;
    private volatile bool isAway;

    public PostgresConnector(PostgresOptions options)
    {
        source = NpgsqlDataSource.Create(ConnectionString(options));
        tuning = Tuning(options);
        untilBudgetIsSpent = new ResiliencePipelineBuilder()
            .AddTimeout(options.RetryBudget)
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<NpgsqlException>(PostgresFailure.IsAway),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = FirstPause,
                MaxDelay = LongestPause,
                MaxRetryAttempts = int.MaxValue,
            })
            .Build();
    }

    public async ValueTask<SqlSession> OpenAsync(CancellationToken cancellation)
    {
        Exception? last = null;
        try
        {
            var session = await (isAway ? ResiliencePipeline.Empty : untilBudgetIsSpent).ExecuteAsync(
                async token =>
                {
                    try
                    {
                        return await AttemptAsync(token);
                    }
                    catch (NpgsqlException failure)
                    {
                        last = failure;
                        throw;
                    }
                },
                cancellation);
            isAway = false;
            return session;
        }
        catch (Exception failure) when (failure is TimeoutRejectedException || PostgresFailure.IsAway(failure))
        {
            isAway = true;
            throw new DatabaseAwayException(last ?? failure);
        }
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private async ValueTask<SqlSession> AttemptAsync(CancellationToken cancellation)
    {
        var connection = await source.OpenConnectionAsync(cancellation);
        var session = new SqlSession(connection, PostgresDialect.Instance);
        try
        {
            await session.ExecuteScriptAsync(tuning, cancellation);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    private static string ConnectionString(PostgresOptions options)
    {
        var parts = new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            // Sessions are pooled with their statements, which outlive a rent.
            Pooling = false,
            Enlist = false,
            MaxAutoPrepare = 256,
            AutoPrepareMinUsages = 2,
            Timeout = WholeSeconds(options.ConnectTimeout),
            // For a server that no longer answers at all; one that does ends the statement by itself before this.
            CommandTimeout = WholeSeconds(options.StatementTimeout) + 5,
        };
        parts.ApplicationName ??= "retraingrains";
        return parts.ConnectionString;
    }

    // The last four lines: each statement here walks an index for few rows. A planner without fresh statistics must not
    // read a whole table instead, and compiling a statement takes longer than running it.
    private static string Tuning(PostgresOptions options)
    {
        var statement = (long)options.StatementTimeout.TotalMilliseconds;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            SET statement_timeout = {statement};
            SET lock_timeout = {statement / 2};
            SET idle_in_transaction_session_timeout = {(long)options.SilenceMax.TotalMilliseconds};
            SET enable_hashjoin = off;
            SET enable_mergejoin = off;
            SET random_page_cost = 1.1;
            SET jit = off;
            """);
    }

    private static int WholeSeconds(TimeSpan time) => (int)Math.Ceiling(time.TotalSeconds);
}
