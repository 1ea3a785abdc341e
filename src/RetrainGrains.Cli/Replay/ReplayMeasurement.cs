using RetrainGrains.Sources;

namespace RetrainGrains.Cli.Replay;

/// <summary>The replay, the fixed policies beside it, and how long each took.</summary>
public sealed record ReplayMeasurement(
    ImmutableArray<ObservationStream> Streams, ReplayResult Replay, ImmutableArray<FixedPolicyRun> FixedRuns,
    TimeSpan Wall, TimeSpan Compare);
