using System.Collections.Immutable;
using System.Globalization;
using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Blending;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Learning.Stacking;

/// <summary>
/// A weighted mean of different learners, with the weights that would have been best on rows they had not seen.
/// </summary>
internal sealed class StackedLearner(IReadOnlyList<ILearner> regressors, IReadOnlyList<ILearner> classifiers) : ILearner
{
    public const string LearnerName = "stacked";

    // The weights are a few numbers; of fewer rows they would be noise.
    private const int MinimumOutOfFoldRows = 50;

    // A member below this costs scoring time and changes nothing.
    private const double MinimumWeight = 0.01;

    public string Name => LearnerName;

    public LearnerParameters Defaults { get; } = Of(regressors.Union(classifiers), one => one.Defaults);

    public SearchSpace? SearchSpace => null;

    public string CalibrationProblem =>
        $"Learner '{Name}' is an ensemble, weighed by its log loss; it cannot be calibrated.";

    public bool IsBitIdentical => regressors.Union(classifiers).All(one => one.IsBitIdentical);

    public bool Supports(PredictionTask task) => BasesFor(task).Count > 0;

    public LearnerParameters ParametersFor(TreePolicy trees) =>
        Of(regressors.Union(classifiers), one => one.ParametersFor(trees));

    public FitResult Fit(
        Dataset rows, LearnerParameters parameters, ulong seed, FitOptions options, Artifact? basis = null)
    {
        var typed = parameters as StackedParameters ?? throw new ArgumentException(
            $"Learner '{Name}' takes {nameof(StackedParameters)}, not {parameters.GetType().Name}.");
        typed.ThrowIfInvalid();
        options.Cancellation.ThrowIfCancellationRequested();
        if (!Supports(rows.Task)) return FitResult.Failed($"Learner '{Name}' does not support {rows.Task}.");
        if (basis is not null)
        {
            return FitResult.Failed($"Learner '{Name}' always starts from nothing; it cannot go on from a model.");
        }

        var later = new OutOfFold(rows, typed);
        return later.Targets.Length < MinimumOutOfFoldRows
            ? FitResult.Failed(
                $"Learner '{Name}' needs at least {MinimumOutOfFoldRows} rows to weigh its members on, after rows "
                + $"to train them on; of {rows.Count} there are {later.Targets.Length}.")
            : new Stack(rows, typed, seed, options, later, BasesFor(rows.Task)).Fit();
    }

    private static StackedParameters Of(
        IEnumerable<ILearner> bases, Func<ILearner, LearnerParameters> parametersOf) =>
        StackedParameters.Default with { Bases = bases.ToImmutableDictionary(one => one.Name, parametersOf) };

    private IReadOnlyList<ILearner> BasesFor(PredictionTask task) => task switch
    {
        PredictionTask.Regression => regressors,
        PredictionTask.BinaryClassification => classifiers,
        _ => [],
    };

    /// <summary>A single fit of the ensemble.</summary>
    private sealed class Stack(
        Dataset rows, StackedParameters parameters, ulong seed, FitOptions options, OutOfFold later,
        IReadOnlyList<ILearner> bases)
    {
        private readonly List<string> notes = [];
        private int fits;

        public FitResult Fit()
        {
            var members = new List<(ILearner Learner, double[] Predictions)>();
            foreach (var learner in bases)
            {
                var (predictions, failure) = later.Predict(training => Fit(learner, training));
                if (failure is null)
                {
                    members.Add((learner, predictions));
                }
                else
                {
                    LeaveOut(learner, failure);
                }
            }

            return members.Count == 0 ? NobodyLeft() : Combine(members);
        }

        private FitResult Combine(List<(ILearner Learner, double[] Predictions)> members)
        {
            var weights = later.WeightsOf([.. members.Select(member => member.Predictions)], rows.Task);
            var parts = new List<(double Weight, Artifact Member)>();
            for (var i = 0; i < weights.Length; i++)
            {
                var learner = members[i].Learner;
                notes.Add(string.Create(CultureInfo.InvariantCulture, $"{learner.Name} weighs {weights[i]:0.000}."));
                if (weights[i] < MinimumWeight) continue;
                var whole = Fit(learner, rows);
                if (whole.Succeeded)
                {
                    parts.Add((weights[i], whole.Artifact));
                }
                else
                {
                    LeaveOut(learner, whole.Failure);
                }
            }

            return parts.Count == 0
                ? NobodyLeft()
                : FitResult.Fitted(Blend.Create(parts, LearnerName), notes);
        }

        private FitResult Fit(ILearner learner, Dataset known)
        {
            var own = parameters.Bases.GetValueOrDefault(learner.Name, learner.Defaults);
            var form = own with { TargetForm = parameters.TargetForm };
            var result = learner.Fit(known, form, seed, options with { Progress = Told });
            fits++;
            return result;
        }

        // The base's own loss; what counts is how many fits are done.
        private void Told(FitProgress progress) =>
            options.Progress?.Invoke(new FitProgress(fits, bases.Count * (later.Folds + 1), progress.TrainingLoss));

        private void LeaveOut(ILearner learner, string failure) =>
            notes.Add($"{learner.Name} was left out: {failure}");

        private FitResult NobodyLeft() =>
            FitResult.Failed($"Learner '{LearnerName}' has nobody to combine: {string.Join(" ", notes)}");
    }
}
