namespace RetrainGrains.Statistics.Estimation;

/// <summary>
/// What a classifier of several classes is expected to reach: its accuracy, and the plain means over the classes, each
/// against all others. A class for which a metric has no value is left out of its mean.
/// </summary>
public readonly record struct MulticlassEstimate(
    double Accuracy, double MacroPrecision, double MacroRecall, double MacroF1, double MacroSpecificity,
    double MacroRocAuc);
