namespace RetrainGrains.Domain.Triggers;

/// <summary>The names of the signals that our own code speaks of: why a retraining starts.</summary>
public static class TriggerKind
{
    /// <summary>There is no champion yet.</summary>
    public const string First = "first";
    public const string Performance = "performance";
    public const string Drift = "drift";
    public const string Age = "age";
    public const string Cron = "cron";
    public const string Adaptive = "adaptive";
    public const string NewData = "newData";
    public const string Manual = "manual";
    public const string Emergency = "emergency";
    public const string Change = "change";
    public const string Cost = "cost";

    /// <summary>Errors are expected to have risen, before outcomes say so.</summary>
    public const string Estimate = "estimate";

    /// <summary>The attributions of the champion's features have moved.</summary>
    public const string Attributions = "attributions";
}
