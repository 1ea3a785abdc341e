using RetrainGrains.Cli.Sources;

namespace RetrainGrains.Cli.Replay;

/// <summary>
/// What was measured: the replay (null without an engine), the fixed policies, and how long each took.
/// </summary>
public sealed record ReplayMeasurement(
    ImmutableArray<ObservationStream> Streams, ReplayResult? Replay, ImmutableArray<FixedPolicyRun> FixedRuns,
    TimeSpan Wall, TimeSpan Compare);
