using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.Learners;

/// <summary>The steps of every learner: checks what it is given, forms the target, wraps the model.</summary>
internal abstract class Learner<TParameters>(string name, TParameters defaults) : ILearner
    where TParameters : LearnerParameters
{
    public string Name => name;

    public TParameters Defaults => defaults;

    LearnerParameters ILearner.Defaults => defaults;

    // A learner that cannot promise it says so; all others are held to it by one test.
    public virtual bool IsBitIdentical => true;

    public virtual SearchSpace? SearchSpace => null;

    public virtual string? CalibrationProblem => null;

    /// <summary>Returns false for a learner that counts all rows alike, and refuses rows with weights.</summary>
    protected virtual bool UsesWeights => true;

    public virtual bool Supports(PredictionTask task) => true;

    public virtual LearnerParameters ParametersFor(TreePolicy trees) => defaults;

    public FitResult Fit(
        Dataset rows, LearnerParameters parameters, ulong seed, FitOptions options, Artifact? basis = null)
    {
        var typed = parameters as TParameters ?? throw new ArgumentException(
            $"Learner '{name}' takes {typeof(TParameters).Name}, not {parameters.GetType().Name}.");
        typed.ThrowIfInvalid();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1);
        options.Cancellation.ThrowIfCancellationRequested();

        var notes = new List<string>();
        var form = FormFor(typed);
        var formed = rows;
        var failure = Supports(rows.Task) ? null : $"Learner '{name}' does not support {rows.Task}.";
        failure ??= FormFailure(rows, form);
        failure ??= basis is null ? null : BasisFailure(basis, rows.Schema, typed);
        if (failure is null && form == TargetForm.Change)
        {
            formed = rows.ToChanges();
            NoteDropped(rows.Count - formed.Count, notes);
        }

        if (failure is null && form == TargetForm.Log) formed = rows.ToLogs();
        failure ??= DataFailure(formed, typed) ?? WeightFailure(formed);
        if (failure is not null) return FitResult.Failed(failure);
        var fallback = rows.MeanTarget();
        var model = FitModel(formed, typed, seed, options, basis?.Model, notes);
        return FitResult.Fitted(Artifact.Create(new ArtifactHeader(name, form, fallback, rows.Schema), model), notes);
    }

    /// <summary>Finds the reason why these rows cannot be learned from, or null.</summary>
    protected virtual string? DataFailure(Dataset rows, TParameters parameters) => TooFewRows(rows, 1);

    /// <summary>Finds the reason why a fit cannot go on from this model, or null.</summary>
    protected virtual string? BasisFailure(Artifact basis, DatasetSchema schema, TParameters parameters) =>
        $"Learner '{name}' always starts from nothing; it cannot go on from an earlier model.";

    protected virtual TargetForm FormFor(TParameters parameters) => parameters.TargetForm;

    protected abstract Model FitModel(
        Dataset rows, TParameters parameters, ulong seed, FitOptions options, Model? basis, List<string> notes);

    protected string? TooFewRows(Dataset rows, int minimum) => rows.Count < minimum
        ? $"Learner '{name}' needs at least {minimum} rows with these parameters; there are {rows.Count}."
        : null;

    protected string? OnlyOneClass(Dataset rows)
    {
        if (rows.Task == PredictionTask.Regression || rows.Targets.ContainsAnyExcept(rows.Targets[0])) return null;
        var wanted = rows.Task == PredictionTask.BinaryClassification ? "both classes" : "at least two classes";
        return $"Learner '{name}' needs {wanted}; all {rows.Count} rows have class {rows.Targets[0]}.";
    }

    private string? WeightFailure(Dataset rows) => UsesWeights || rows.Weights.IsEmpty
        ? null
        : $"Learner '{name}' counts all rows alike; a half-life needs another learner.";

    private static string? FormFailure(Dataset rows, TargetForm form)
    {
        if (form == TargetForm.Level) return null;
        if (rows.Task != PredictionTask.Regression) return $"A target form of {form} is for regression only.";
        if (form == TargetForm.Log)
        {
            var least = rows.Count == 0 ? 0 : rows.Targets.ToArray().Min();
            return least > -1 ? null : $"A target form of {form} is for targets above -1; there is {least}.";
        }

        return rows.Schema.LastValueFeature is null
            ? $"A target form of {form} needs the schema to name the last-value feature."
            : null;
    }

    private static void NoteDropped(int dropped, List<string> notes)
    {
        if (dropped > 0) notes.Add($"{dropped} rows without a last value were left out: their change is unknown.");
    }
}
