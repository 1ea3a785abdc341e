namespace RetrainGrains.Statistics.Streaming;

/// <summary>The two forms of Page–Hinkley that river has had; without forgetting they are one.</summary>
public enum PageHinkleyForm
{
    /// <summary>The sum is never below zero, and alarms when it reaches the threshold.</summary>
    Floored = 0,

    /// <summary>
    /// The sum runs free, and alarms when it is more than the threshold above its lowest (current river).
    /// </summary>
    FromExtreme = 1,
}
