namespace RetrainGrains.Server.Demo;

/// <summary>A kind of event in the life of a station's model, as the demo tells it.</summary>
internal enum StoryKind
{
    First = 0,
    Drift = 1,
    Retraining = 2,
    Rejected = 3,
    Promoted = 4,
    Confirmed = 5,
    Rollback = 6,

    /// <summary>A change that the simulation makes to a station; its model is not told.</summary>
    World = 7,
}

/// <summary>A line of the story: when on the fleet's clock, which station, what, and why in words.</summary>
internal sealed record StoryLine(DateTimeOffset At, string Station, StoryKind Kind, string Why);
