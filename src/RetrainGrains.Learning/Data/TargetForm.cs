namespace RetrainGrains.Learning.Data;

/// <summary>
/// The target as a learner sees it: as it is, as its change since the last known value, or as its log.
/// </summary>
public enum TargetForm : byte
{
    Level = 0,

    // Trees cannot extrapolate a trend; what moves the level is removed before training and added back when scoring.
    Change = 1,

    // log(1 + target): errors count as shares of the target, for what grows by percentages; zero is allowed.
    Log = 2,
}
