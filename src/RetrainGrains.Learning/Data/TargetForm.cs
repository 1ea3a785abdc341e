namespace RetrainGrains.Learning.Data;

/// <summary>Whether a learner sees the target itself or its change since the last known value.</summary>
public enum TargetForm : byte
{
    Level = 0,

    // Trees cannot extrapolate a trend; what moves the level is removed before training and added back when scoring.
    Change = 1,
}
