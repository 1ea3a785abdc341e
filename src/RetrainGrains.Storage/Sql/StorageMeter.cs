using System.Diagnostics.Metrics;

namespace RetrainGrains.Storage.Sql;

/// <summary>
/// The instruments of what is decided and trained, counted where it is committed. Labels are kinds and statuses: models
/// would have no bound.
/// </summary>
internal static class StorageMeter
{
    private static readonly Meter Meter = new("RetrainGrains.Storage");

    private static readonly Counter<long> Decisions = Meter.CreateCounter<long>(
        "retraingrains.decisions", "{decision}", "Lines that were written to ledgers, by kind.");

    private static readonly Counter<long> Conflicts = Meter.CreateCounter<long>(
        "retraingrains.commits.conflicts", "{commit}", "Commits that were refused because their model had moved on.");

    private static readonly Counter<long> Challengers = Meter.CreateCounter<long>(
        "retraingrains.challengers", "{challenger}", "Challengers whose training has ended, by status.");

    private static readonly Histogram<double> TrainingDuration = Meter.CreateHistogram(
        "retraingrains.training.duration", "s", "How long the training of one challenger took.", tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3600] });

    public static void Count(ModelCommit commit, CommitResult result)
    {
        if (result.Status == CommitStatus.RevisionMismatch) Conflicts.Add(1);
        if (!result.Committed || !Decisions.Enabled) return;
        foreach (var line in commit.Ledger) Decisions.Add(1, new KeyValuePair<string, object?>("kind", line.Kind));
    }

    public static void Count(ChallengerStatus status, double trainingSeconds)
    {
        var label = status == ChallengerStatus.Trained ? "trained" : "failed";
        Challengers.Add(1, new KeyValuePair<string, object?>("status", label));
        TrainingDuration.Record(trainingSeconds);
    }
}
