namespace RetrainGrains.Storage.Sql;

/// <summary>Refuses a commit that is too large or speaks of another model, before anything is stored.</summary>
internal static class CommitBounds
{
    private const int PartRowsMax = 10_000;

    public static void Check(ModelCommit commit)
    {
        Bounds.Id(commit.ModelId, "ModelId");
        Bounds.Id(commit.ModelType, "ModelType");
        CheckState(commit);
        if (commit.ExpectedRevision < 0)
        {
            throw new ArgumentException($"ExpectedRevision is {commit.ExpectedRevision}; it must be 0 or more.");
        }
        Check(commit.Ledger, "Ledger", line => (line.Kind, line.Body));
        Check(commit.Outbox, "Outbox", effect => (effect.Kind, effect.Body));
        Check(commit.RunOutcomes, "RunOutcomes", outcome => (outcome.RunId, outcome.Result));
        CheckRuns(commit);
        CheckWindows(commit.Windows);
        CheckServing(commit);
        if (commit.Schedule is { } schedule) Same(commit.ModelId, schedule.ModelId, "Schedule.ModelId");
        if (commit.Request is { } request)
        {
            Bounds.Id(request.RequestId, "Request.RequestId");
            Bounds.Body(request.Answer, "Request.Answer");
        }
    }

    private static void CheckState(ModelCommit commit)
    {
        if (commit.State is { } state) Bounds.Body(state, "State");
        else if (commit.ExpectedRevision == 0 || commit.Ledger.Count > 0)
        {
            throw new ArgumentException("State is null; a new model and a commit with ledger lines must have one.");
        }
        if (commit.LearnedState is { } learned) Bounds.Size(learned.Length, Bounds.BodyBytesMax, "LearnedState");
    }

    private static void Check<T>(IReadOnlyList<T> rows, string field, Func<T, (string Kind, string Body)> parts)
    {
        Count(rows.Count, field);
        for (var i = 0; i < rows.Count; i++)
        {
            var (kind, body) = parts(rows[i]);
            Bounds.Kind(kind, $"{field}[{i}]");
            Bounds.Body(body, $"{field}[{i}]");
        }
    }

    private static void CheckRuns(ModelCommit commit)
    {
        Check(commit.NewRuns, "NewRuns", run => (run.RunId, run.Plan));
        foreach (var run in commit.NewRuns)
        {
            Same(commit.ModelId, run.ModelId, "NewRuns.ModelId");
            Bounds.Body(run.Trigger, "NewRuns.Trigger");
        }
    }

    private static void CheckServing(ModelCommit commit)
    {
        if (commit.Serving is { } serving)
        {
            Same(commit.ModelId, serving.ModelId, "Serving.ModelId");
            Bounds.Id(serving.Version, "Serving.Version");
            Bounds.Id(serving.ArtifactId, "Serving.ArtifactId");
            Bounds.Body(serving.Plan, "Serving.Plan");
        }
    }

    private static void CheckWindows(IReadOnlyList<WindowRow> windows)
    {
        Count(windows.Count, "Windows");
        foreach (var window in windows) Bounds.Size(window.Body.Length, Bounds.BodyBytesMax, "Windows.Body");
    }

    private static void Count(int rows, string field)
    {
        if (rows > PartRowsMax)
        {
            throw new ArgumentException($"{field} has {rows} rows; a commit must have at most {PartRowsMax}.");
        }
    }

    private static void Same(string modelId, string other, string field)
    {
        if (other != modelId)
        {
            throw new ArgumentException($"{field} is '{other}'; it must be the commit's model, '{modelId}'.");
        }
    }
}
