namespace RetrainGrains.Storage.Sql;

/// <summary>A <see cref="ModelCommit"/> inside its transaction. Its parts, in order.</summary>
internal sealed class ModelTransaction(SqlSession session, ModelCommit commit, CancellationToken cancellation)
{
    private sealed record Head(long Revision, long LearnedCount, long Sequence, string Hash);

    private string ModelId => commit.ModelId;
    private long NewRevision => commit.ExpectedRevision + (commit.State is null ? 0 : 1);

    public async Task<CommitResult> RunAsync()
    {
        var head = await FindHeadAsync();
        if (commit.Request is { } request && await FindAnswerAsync(request.RequestId) is { } answer)
        {
            return new CommitResult(CommitStatus.DuplicateRequest, head.Revision, answer);
        }
        if (head.Revision != commit.ExpectedRevision
            || head.LearnedCount != (commit.ExpectedLearnedCount ?? head.LearnedCount))
        {
            return new CommitResult(CommitStatus.RevisionMismatch, head.Revision);
        }
        var lines = Chain(head);
        if (!await StoreModelAsync(lines.Count == 0 ? head.Hash : lines[^1].Hash, head.Sequence + lines.Count))
        {
            // Another process made the model after the head was looked for; now it is there to be compared with.
            return await RunAsync();
        }
        await AppendLedgerAsync(lines);
        await ProjectAsync(lines);
        await StoreScheduleAsync();
        await QueueRunsAsync();
        await EndRunsAsync();
        await AppendOutboxAsync();
        await StoreWindowsAsync();
        await StoreOutcomeRulesAsync();
        await StoreRequestAsync();
        // Last: the epoch's row is locked from here to the commit, and every other promotion of the fleet waits for it.
        await StoreServingAsync();
        return new CommitResult(CommitStatus.Committed, NewRevision);
    }

    private async Task<Head> FindHeadAsync() => await session.FindAsync(
        $"""
        SELECT revision, learned_count, ledger_sequence, ledger_hash FROM models
        WHERE model_id = {ModelId} {session.Dialect.ForUpdate}
        """, row => new Head(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetString(3)), cancellation)
        ?? new Head(0, 0, 0, LedgerChain.Root(ModelId));

    private Task<string?> FindAnswerAsync(string requestId) => session.FindAsync(
        $"SELECT answer FROM requests WHERE model_id = {ModelId} AND request_id = {requestId}",
        row => row.GetString(0), cancellation);

    private List<LedgerRow> Chain(Head head)
    {
        var lines = new List<LedgerRow>(commit.Ledger.Count);
        var (sequence, hash) = (head.Sequence, head.Hash);
        foreach (var line in commit.Ledger)
        {
            hash = LedgerChain.Next(hash, ++sequence, line);
            lines.Add(new LedgerRow(ModelId, sequence, line.At, line.Kind, line.Body, hash));
        }
        return lines;
    }

    // The compare-and-set itself. The reading before it only tells a caller what was found.
    private async Task<bool> StoreModelAsync(string hash, long sequence) => 1 == (commit.ExpectedRevision == 0
        ? await session.ExecuteAsync(
            $"""
            INSERT INTO models (model_id, revision, model_type, state, learned_state, learned_count, updated_at,
              ledger_sequence, ledger_hash)
            VALUES ({ModelId}, 1, {commit.ModelType}, {commit.State}, {commit.LearnedState},
              {(commit.LearnedState is null ? 0 : 1)}, {commit.At}, {sequence}, {hash})
            ON CONFLICT (model_id) DO NOTHING
            """, cancellation)
        : await session.ExecuteAsync(
            $"""
            UPDATE models SET revision = {NewRevision}, model_type = {commit.ModelType},
              state = COALESCE({commit.State}, state), learned_state = COALESCE({commit.LearnedState}, learned_state),
              learned_count = learned_count + {(commit.LearnedState is null ? 0 : 1)},
              updated_at = {commit.At}, ledger_sequence = {sequence}, ledger_hash = {hash}
            WHERE model_id = {ModelId} AND revision = {commit.ExpectedRevision}
            """, cancellation));

    private async Task AppendLedgerAsync(List<LedgerRow> lines)
    {
        foreach (var line in lines)
        {
            await session.ExecuteAsync(
                $"""
                INSERT INTO ledger (model_id, sequence, at, kind, body, hash)
                VALUES ({ModelId}, {line.Sequence}, {line.At}, {line.Kind}, {line.Body}, {line.Hash})
                """, cancellation);
        }
    }

    private async Task ProjectAsync(List<LedgerRow> lines)
    {
        var (projection, writer) = (new LedgerProjection(ModelId), new ViewWriter(session, cancellation));
        foreach (var line in lines)
        {
            foreach (var change in projection.Project(line.Sequence, line.At, line.Kind, line.Body))
            {
                await writer.TakeAsync(change);
            }
        }
        await writer.FlushAsync();
    }

    private async Task StoreServingAsync()
    {
        if (commit.Serving is not { } serving) return;
        var epoch = await Counter.NextAsync(session, Counter.ServingEpoch, cancellation);
        await session.ExecuteAsync(
            $"""
            INSERT INTO serving (model_id, version, artifact_id, plan, revision, epoch)
            VALUES ({ModelId}, {serving.Version}, {serving.ArtifactId}, {serving.Plan}, {NewRevision}, {epoch})
            ON CONFLICT (model_id) DO UPDATE SET version = excluded.version, artifact_id = excluded.artifact_id,
              plan = excluded.plan, revision = excluded.revision, epoch = excluded.epoch
            """, cancellation);
    }

    private async Task StoreScheduleAsync()
    {
        if (commit.Schedule is { } schedule)
        {
            await session.ExecuteAsync(
                $"""
                INSERT INTO schedules (model_id, shard, due_at) VALUES ({ModelId}, {schedule.Shard}, {schedule.DueAt})
                ON CONFLICT (model_id) DO UPDATE SET shard = excluded.shard, due_at = excluded.due_at
                """, cancellation);
        }
    }

    private async Task QueueRunsAsync()
    {
        foreach (var run in commit.NewRuns)
        {
            await session.ExecuteAsync(
                $"""
                INSERT INTO runs (run_id, model_id, status, priority, cause, queued_at, plan,
                  started_at, finished_at, result, training_seconds)
                VALUES ({run.RunId}, {ModelId}, {(int)run.Status}, {run.Priority}, {run.Trigger}, {run.QueuedAt},
                  {run.Plan}, {run.StartedAt}, {run.FinishedAt}, {run.Result}, {run.TrainingSeconds})
                """, cancellation);
        }
    }

    private async Task EndRunsAsync()
    {
        foreach (var outcome in commit.RunOutcomes)
        {
            var ended = await session.ExecuteAsync(
                $"""
                UPDATE runs SET status = {(int)outcome.Status}, finished_at = {outcome.FinishedAt},
                  result = {outcome.Result}, training_seconds = (
                    SELECT COALESCE(SUM(training_seconds), 0) FROM challengers WHERE run_id = {outcome.RunId})
                WHERE run_id = {outcome.RunId} AND model_id = {ModelId} AND status < 2
                """, cancellation);
            if (ended == 0) await RequireRunAsync(outcome.RunId);
        }
    }

    private async Task RequireRunAsync(string runId)
    {
        var known = await session.FindAsync<long?>(
            $"SELECT 1 FROM runs WHERE run_id = {runId} AND model_id = {ModelId}",
            row => row.GetInt64(0), cancellation);
        if (known is null)
        {
            throw new ArgumentException($"RunOutcomes.RunId is '{runId}'; it must be a run of model '{ModelId}'.");
        }
    }

    private async Task AppendOutboxAsync()
    {
        foreach (var effect in commit.Outbox)
        {
            await session.ExecuteAsync(
                $"""
                INSERT INTO outbox (model_id, kind, body, created_at, not_before)
                VALUES ({ModelId}, {effect.Kind}, {effect.Body}, {commit.At}, {commit.At})
                """, cancellation);
        }
    }

    private async Task StoreWindowsAsync()
    {
        foreach (var window in commit.Windows)
        {
            await session.ExecuteAsync(
                $"""
                INSERT INTO windows (model_id, hour, body) VALUES ({ModelId}, {window.Hour}, {window.Body})
                ON CONFLICT (model_id, hour) DO UPDATE SET body = excluded.body
                """, cancellation);
        }
        if (commit.DropWindowsBefore is { } hour)
        {
            await session.ExecuteAsync(
                $"DELETE FROM windows WHERE model_id = {ModelId} AND hour < {hour}", cancellation);
        }
    }

    // Beside the log, so that whoever stores an outcome reads them with the row that it locks anyway.
    private async Task StoreOutcomeRulesAsync()
    {
        if (commit.Outcomes is not { } rules) return;
        await session.ExecuteAsync(
            $"""
            INSERT INTO observation_logs (model_id, grain, tolerance, horizon, waiting_max)
            VALUES ({ModelId}, {Milliseconds(rules.Grain)}, {Milliseconds(rules.Tolerance)},
              {Milliseconds(rules.Horizon)}, {(long)rules.WaitingMax})
            ON CONFLICT (model_id) DO UPDATE SET grain = excluded.grain, tolerance = excluded.tolerance,
              horizon = excluded.horizon, waiting_max = excluded.waiting_max
            """, cancellation);

        static long Milliseconds(TimeSpan span) => (long)span.TotalMilliseconds;
    }

    private async Task StoreRequestAsync()
    {
        if (commit.Request is not { } request) return;
        await session.ExecuteAsync(
            $"""
            INSERT INTO requests (model_id, request_id, revision, answer)
            VALUES ({ModelId}, {request.RequestId}, {NewRevision}, {request.Answer})
            """, cancellation);
        await session.ExecuteAsync(
            $"""
            DELETE FROM requests WHERE model_id = {ModelId} AND revision <= (
              SELECT revision FROM requests WHERE model_id = {ModelId}
              ORDER BY revision DESC LIMIT 1 OFFSET {IModelStore.RequestsKept})
            """, cancellation);
    }
}
