namespace RetrainGrains.Statistics.Estimation;

/// <summary>
/// The metrics that are expected of a classifier of several classes: its accuracy, and the plain means over the
/// classes, each against all others. A class for which a metric has no value is left out of its mean.
/// </summary>
public readonly record struct MulticlassEstimate(
    double Accuracy, double MacroPrecision, double MacroRecall, double MacroF1, double MacroSpecificity,
    double MacroRocAuc);
