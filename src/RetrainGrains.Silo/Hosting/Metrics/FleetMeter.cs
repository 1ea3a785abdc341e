using System.Diagnostics.Metrics;

namespace RetrainGrains.Silo.Hosting.Metrics;

/// <summary>What an operator counts about a fleet. Labels are kinds and statuses: models would have no bound.</summary>
internal static class FleetMeter
{
    public const string Name = "RetrainGrains.Fleet";

    private static readonly Meter Meter = new(Name);

    public static readonly Counter<long> Decisions = Meter.CreateCounter<long>(
        "retraingrains.decisions", "{decision}", "Lines that were written to ledgers, by kind.");

    public static readonly Counter<long> Conflicts = Meter.CreateCounter<long>(
        "retraingrains.commits.conflicts", "{commit}", "Commits that were refused because their model had moved on.");

    public static readonly Counter<long> Challengers = Meter.CreateCounter<long>(
        "retraingrains.challengers", "{challenger}", "Challengers whose training has ended, by status.");

    public static readonly Histogram<double> TrainingDuration = Meter.CreateHistogram(
        "retraingrains.training.duration", "s", "How long the training of one challenger took.", tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3600] });
}
