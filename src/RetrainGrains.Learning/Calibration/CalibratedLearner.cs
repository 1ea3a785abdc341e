using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Evaluation;
using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Learning.Calibration;

/// <summary>Fits a classifier and calibrates its probabilities on later rows than it was fitted on.</summary>
public sealed class CalibratedLearner(ILearner learner, CalibrationMethod method) : ILearner
{
    private const double CalibrationShare = 0.2;

    // Of fewer outcomes a share is not known to a tenth.
    private const int MinimumCalibrationRows = 50;

    public string Name => learner.Name;

    public LearnerParameters Defaults => learner.Defaults;

    public bool IsBitIdentical => learner.IsBitIdentical;

    public SearchSpace? SearchSpace => learner.SearchSpace;

    public string? CalibrationProblem => "It is calibrated already.";

    public bool Supports(PredictionTask task) =>
        task == PredictionTask.BinaryClassification && learner.Supports(task);

    public LearnerParameters ParametersFor(TreePolicy trees) => learner.ParametersFor(trees);

    // The map is of the model that knew the first rows only, but what serves is fitted on all of them: the youngest
    // fifth matters most on streams that change, and how overconfident a learner is moves far less from a fifth more
    // rows than from scoring rows that it was fitted on.
    public FitResult Fit(
        Dataset rows, LearnerParameters parameters, ulong seed, FitOptions options, Artifact? basis = null)
    {
        if (FailureOf(rows, basis) is { } failure) return FitResult.Failed(failure);
        var later = (int)(rows.Count * CalibrationShare);
        if (RollingOrigin.Split(rows, 1, later, rows.OutcomeDelay) is not [var fold])
        {
            return FitResult.Failed($"No row's outcome was known before the last {later}, which calibrate.");
        }

        var earlier = learner.Fit(fold.Training, parameters, seed, options with { Progress = null });
        if (!earlier.Succeeded) return FitResult.Failed($"Before the {later} rows that calibrate: {earlier.Failure}");
        var outcomes = Array.ConvertAll(fold.Validation.Targets.ToArray(), target => target > 0);
        var map = CalibrationMap.Fit(method, earlier.Artifact.CreateScorer().ScoreAll(fold.Validation), outcomes);
        var whole = learner.Fit(rows, parameters, seed, options);
        return whole.Artifact is { Model: var model } artifact
            ? FitResult.Fitted(Artifact.Create(artifact.Header, new CalibratedModel(model, map)), whole.Notes)
            : whole;
    }

    private string? FailureOf(Dataset rows, Artifact? basis)
    {
        if (!Supports(rows.Task)) return $"Learner '{Name}' has no probabilities to calibrate for {rows.Task}.";
        if (learner.CalibrationProblem is { } problem) return problem;
        if (basis is not null) return "Calibration always starts from nothing; it cannot go on from an earlier model.";
        var targets = rows.Targets[^(int)(rows.Count * CalibrationShare)..];
        return targets.Length < MinimumCalibrationRows
            ? $"Calibration needs at least {MinimumCalibrationRows} rows in the last {CalibrationShare:0 %}; "
                + $"there are {targets.Length}."
            : !targets.ContainsAnyExcept(targets[0])
                ? $"Calibration needs both classes; the last {targets.Length} rows all have class {targets[0]}."
                : null;
    }
}
