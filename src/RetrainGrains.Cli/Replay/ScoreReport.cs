using System.Text.Json.Serialization;

namespace RetrainGrains.Cli.Replay;

/// <summary>The metrics as every part of a report states them; one that does not apply is null.</summary>
public abstract record ScoreReport([property: JsonIgnore] Scores Scores)
{
    public int Scored => Scores.Scored;

    /// <summary>
    /// The error by which policies are compared: RMSE, or for classifiers the share of wrong classes.
    /// </summary>
    public double Error => Scores.Error;
    public double Rmse => Scores.Rmse;
    public double Mae => Scores.Mae;
    public double R2 => Scores.R2;
    public double Accuracy => Scores.Accuracy;

    [JsonPropertyName("logloss")]
    public double LogLoss => Scores.LogLoss;
    public double Auc => Scores.Auc;
}
