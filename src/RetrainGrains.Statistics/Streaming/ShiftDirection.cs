namespace RetrainGrains.Statistics.Streaming;

/// <summary>The way a mean may move for a detector to care.</summary>
public enum ShiftDirection
{
    Both = 0,
    Up = 1,
    Down = 2,
}
