namespace RetrainGrains.Server.Demo;

/// <summary>Counts what has been seen; all is shown when each of the five has come at least once.</summary>
internal sealed class StoryTally
{
    public static readonly ImmutableArray<StoryKind> Wanted =
        [StoryKind.Drift, StoryKind.Retraining, StoryKind.Rejected, StoryKind.Promoted, StoryKind.Rollback];

    private readonly int[] counts = new int[Enum.GetValues<StoryKind>().Length];

    public int this[StoryKind kind] => counts[(int)kind];

    public bool IsComplete => Wanted.All(kind => this[kind] > 0);

    public void Add(StoryLine line) => counts[(int)line.Kind]++;
}
