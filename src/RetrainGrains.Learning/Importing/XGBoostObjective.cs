using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Importing;

/// <summary>The meaning of an XGBoost model's scores, by its objective.</summary>
/// <remarks>A raw log-odds objective is read as a probability too: that is what a champion is asked for.</remarks>
internal sealed record XGBoostObjective(
    Link Link, PredictionTask Task, bool AnyTask = false, bool HasRawBaseScore = false)
{
    private static readonly XGBoostObjective Identity = new(Link.Identity, PredictionTask.Regression);
    private static readonly XGBoostObjective Exponential = new(Link.Exponential, PredictionTask.Regression);
    private static readonly XGBoostObjective Class = new(Link.Logistic, PredictionTask.BinaryClassification);

    // Versions before this one stored a raw objective's base score as a probability (dmlc/xgboost#6517).
    private static readonly Version FirstWithRawBaseScore = new(1, 3, 1);

    public static XGBoostObjective Named(string name, Version version) => name switch
    {
        "reg:squarederror" or "reg:linear" or "reg:squaredlogerror" => Identity,
        "reg:absoluteerror" or "reg:pseudohubererror" or "reg:quantileerror" => Identity,
        "count:poisson" or "reg:gamma" or "reg:tweedie" => Exponential,
        "binary:logistic" => Class,
        "binary:logitraw" => Class with { HasRawBaseScore = version >= FirstWithRawBaseScore },
        "multi:softprob" or "multi:softmax" => new XGBoostObjective(
            Link.Identity, PredictionTask.MulticlassClassification),
        "reg:logistic" => new XGBoostObjective(Link.Logistic, PredictionTask.Regression, AnyTask: true),
        _ => throw new ImportException($"The objective '{name}' is not supported."),
    };

    /// <summary>The base score is stored as a prediction; trees add to what the link makes of it.</summary>
    public double ToScore(double baseScore) => Link switch
    {
        _ when HasRawBaseScore && double.IsFinite(baseScore) => baseScore,
        Link.Logistic when baseScore is >= 0 and <= 1 => LogisticFunction.LogOdds(baseScore),
        Link.Exponential when baseScore > 0 && double.IsFinite(baseScore) => Math.Log(baseScore),
        Link.Identity when double.IsFinite(baseScore) => baseScore,
        _ => throw new ImportException($"base_score is {baseScore}; that is no prediction of this objective."),
    };
}
