using RetrainGrains.Learning.Artifacts;

namespace RetrainGrains.Gateway.Options;

/// <summary>The settings of the workers that connect to a host.</summary>
public sealed record WorkerOptions
{
    /// <summary>
    /// The time that a prediction waits for a worker before it is answered without: ten times as long as a network and
    /// a small neural network take, and still less than people notice.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The time between two heartbeats of a worker: three may be lost before the worker is.</summary>
    public TimeSpan HeartbeatEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The silence after which a worker is taken for lost: pauses for garbage or for swapping are shorter.
    /// </summary>
    public TimeSpan LostAfter { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// The most bytes of content, or of rows, in one message: small enough that a prediction between two chunks does
    /// not wait.
    /// </summary>
    public int ChunkBytesMax { get; init; } = 1 << 20;

    /// <summary>The most bytes of one model, as its worker writes it.</summary>
    public int ArtifactBytesMax { get; init; } = Artifact.MaximumContentBytes;

    /// <summary>The most models that one worker holds to score with.</summary>
    public int ArtifactsMax { get; init; } = 64;

    /// <summary>The most requests that wait for one worker's scores; beyond, predictions do without at once.</summary>
    public int RequestsMax { get; init; } = 256;

    /// <summary>
    /// The number of requests in a row that one worker left without an answer, after which it is not asked for a while,
    /// so that one that hangs does not cost every prediction the whole patience. Three, because one pause for garbage
    /// is none.
    /// </summary>
    public int MissesMax { get; init; } = 3;

    /// <summary>The time for which it is not asked then: one prediction in five seconds still waits for it.</summary>
    public TimeSpan RestAfterMisses { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The most streams of each kind that are open at once; beyond, a worker is refused.</summary>
    public int StreamsMax { get; init; } = 256;

    /// <summary>The time for which a worker that could not load a model is not asked to load it again.</summary>
    public TimeSpan LoadRetryAfter { get; init; } = TimeSpan.FromMinutes(1);

    internal IEnumerable<string> Problems()
    {
        if (Patience < TimeSpan.FromMilliseconds(1) || Patience > TimeSpan.FromMinutes(1))
            yield return Problem(nameof(Patience), Patience, "1 ms to 1 minute");
        if (HeartbeatEvery < TimeSpan.FromMilliseconds(100) || HeartbeatEvery > TimeSpan.FromMinutes(5))
            yield return Problem(nameof(HeartbeatEvery), HeartbeatEvery, "100 ms to 5 minutes");
        if (LostAfter < 2 * HeartbeatEvery || LostAfter > TimeSpan.FromHours(1))
            yield return Problem(nameof(LostAfter), LostAfter, "at least two heartbeats, at most 1 hour");
        if (ChunkBytesMax is < 1 << 13 or > 1 << 20)
            yield return Problem(nameof(ChunkBytesMax), ChunkBytesMax, "8 KiB, a row's most, to 1 MiB");
        if (ArtifactBytesMax is < 1 or > Artifact.MaximumContentBytes)
            yield return Problem(nameof(ArtifactBytesMax), ArtifactBytesMax, $"1 to {Artifact.MaximumContentBytes}");
        if (ArtifactsMax < 1) yield return Problem(nameof(ArtifactsMax), ArtifactsMax, "1 or more");
        if (RequestsMax < 1) yield return Problem(nameof(RequestsMax), RequestsMax, "1 or more");
        if (StreamsMax < 1) yield return Problem(nameof(StreamsMax), StreamsMax, "1 or more");
        if (MissesMax < 1) yield return Problem(nameof(MissesMax), MissesMax, "1 or more");
        if (RestAfterMisses < TimeSpan.Zero || RestAfterMisses > TimeSpan.FromHours(1))
            yield return Problem(nameof(RestAfterMisses), RestAfterMisses, "0 to 1 hour");
        if (LoadRetryAfter < TimeSpan.Zero || LoadRetryAfter > TimeSpan.FromDays(1))
            yield return Problem(nameof(LoadRetryAfter), LoadRetryAfter, "0 to 1 day");
    }

    private static string Problem(string name, object value, string rule) =>
        $"{nameof(WorkerOptions)}.{name} is {value}; it must be {rule}.";
}
