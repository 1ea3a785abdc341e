namespace RetrainGrains.Statistics.Streaming;

/// <summary>The verdict of a detector on an observation. The numbers are saved: never renumber.</summary>
public enum ChangeSignal
{
    Quiet = 0,
    Warning = 1,
    Drift = 2,
}
