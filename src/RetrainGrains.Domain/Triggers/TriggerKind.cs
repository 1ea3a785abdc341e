namespace RetrainGrains.Domain.Triggers;

/// <summary>The names of the signals that our own code refers to, as the cause of a retraining.</summary>
public static class TriggerKind
{
    /// <summary>The signal that there is no champion yet.</summary>
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

    /// <summary>The signal that errors are expected to have risen, before outcomes are known.</summary>
    public const string Estimate = "estimate";

    /// <summary>The signal that the attributions of the champion's features have changed.</summary>
    public const string Attributions = "attributions";

    /// <summary>Returns true for a moment or an interval that a person has set for runs.</summary>
    public static bool IsOfClock(string kind) => kind is Cron or Adaptive;
}
