namespace RetrainGrains.Statistics.Streaming;

/// <summary>What a detector says after an observation. The numbers are saved: they may only grow.</summary>
public enum ChangeSignal
{
    Quiet = 0,
    Warning = 1,
    Drift = 2,
}
