using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Registry;
using RetrainGrains.Learning.Searching;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Tests.Searching;

public sealed class HyperparameterSearchTests
{
    private static readonly ILearner Learner = LearnerRegistry.BuiltIn.Get("leafwise");
    private static readonly Dataset Noisy = NoisyRows(800, seed: 1);

    // Far too many leaves and trees for so much noise.
    private static readonly TreeParameters Overfitted = TreeParameters.LeafWise with
    {
        NumberOfTrees = 100, NumberOfLeaves = 64, MinimumExampleCountPerLeaf = 2, LearningRate = 0.3,
    };

    [Fact]
    public void What_it_finds_predicts_later_rows_better_than_what_was_in_use()
    {
        var report = Run(Overfitted, new SearchOptions { Trials = 15 });
        var later = NoisyRows(2_000, seed: 2);

        Assert.True(report.RelativeLoss < 0.95, $"relative loss {report.RelativeLoss}");
        Assert.True(Fitting.Error("leafwise", Noisy, later, report.Best)
            < Fitting.Error("leafwise", Noisy, later, Overfitted));
        Assert.Equal("all 15 sets were tried", report.Ending);
    }

    [Fact]
    public void It_never_answers_with_what_was_worse_than_the_parameters_in_use()
    {
        var best = Run(Overfitted, new SearchOptions { Trials = 15 }).Best;

        var again = Run(best, new SearchOptions { Trials = 3 });

        Assert.True(again.RelativeLoss <= 1);
        Assert.Equal(best, again.Trials[0].Parameters);
    }

    [Fact]
    public void The_same_seed_tries_the_same_and_another_seed_something_else()
    {
        var settings = new SearchOptions { Trials = 5 };

        Assert.Equal(Run(Overfitted, settings).Trials, Run(Overfitted, settings).Trials);
        Assert.NotEqual(Run(Overfitted, settings).Trials, Run(Overfitted, settings, seed: 8).Trials);
    }

    [Fact]
    public void Sets_that_lose_are_dropped_before_the_last_fold()
    {
        var report = Run(Overfitted, new SearchOptions { Trials = 12, Folds = 3 });

        Assert.Contains(report.Trials, trial => trial.Folds < 3);
        Assert.Equal(report.Trials.Sum(trial => trial.Folds), report.Fits);
        Assert.True(report.Fits < 12 * 3);
    }

    [Fact]
    public void When_time_is_over_the_best_so_far_is_the_answer()
    {
        var asked = 0;

        var report = Run(Overfitted, new SearchOptions { Trials = 100, IsOver = () => ++asked > 8 });

        Assert.Equal("the time was over", report.Ending);
        Assert.InRange(report.Trials.Count, 2, 9);
        Assert.True(report.RelativeLoss <= 1);
    }

    [Fact]
    public void Too_few_rows_keep_the_parameters_in_use()
    {
        var report = HyperparameterSearch.Run(
            Learner, Overfitted, Noisy.Slice(0, 10), new SearchOptions(), 7, FitOptions.Default);

        Assert.Equal("too few rows to validate on", report.Ending);
        Assert.Same(Overfitted, report.Best);
    }

    [Fact]
    public void A_learner_without_parameters_that_matter_says_so()
    {
        var learner = LearnerRegistry.BuiltIn.Get("mean");

        var report = HyperparameterSearch.Run(
            learner, learner.Defaults, Noisy, new SearchOptions(), 7, FitOptions.Default);

        Assert.Equal("learner 'mean' has nothing to search", report.Ending);
    }

    [Fact]
    public void No_fold_learns_from_an_outcome_that_its_origin_did_not_know()
    {
        // Every seventh outcome comes three days late, the others after an hour.
        var settings = new SearchOptions { Trials = 4, Folds = 3, OutcomeDelay = TimeSpan.FromHours(72) };

        Assert.Equal(0, OutcomesFromTheFuture(settings, row => row % 7 == 0 ? 72 : 1));
        // Without the embargo there are some: this test would notice.
        Assert.True(OutcomesFromTheFuture(
            settings with { OutcomeDelay = TimeSpan.Zero }, row => row % 7 == 0 ? 72 : 1) > 0);
    }

    [Theory]
    [InlineData("leafwise")]
    [InlineData("forest")]
    [InlineData("ridge")]
    public void Every_place_of_a_space_is_a_valid_set_of_parameters(string name)
    {
        var learner = LearnerRegistry.BuiltIn.Get(name);
        var space = learner.SearchSpace!;

        Assert.All([0, 0.3, 1], place =>
        {
            double[] everywhere = [.. space.Dimensions.Select(_ => place)];
            var parameters = space.At(learner.Defaults, everywhere);

            Assert.Empty(parameters.Validate());
            Assert.All(
                space.PlaceOf(parameters).Zip(space.Dimensions),
                pair => Assert.Equal(pair.Second.ValueAt(place), pair.Second.ValueAt(pair.First), 1e-6));
        });
    }

    // How many rows any fold was trained on before their outcome was known.
    private static int OutcomesFromTheFuture(SearchOptions settings, Func<int, int> hoursUntilKnown)
    {
        var spy = new SpyingLearner(Learner);
        HyperparameterSearch.Run(spy, Overfitted, Noisy, settings, 7, FitOptions.Default);
        var perFold = (int)(settings.ValidationFraction * Noisy.Count / settings.Folds);
        // Rows are hours from 0 on, and a later origin trains on more of them.
        int[] trained = [.. spy.Fitted.Select(rows => rows.Count).Distinct().Order()];
        Assert.Equal(settings.Folds, trained.Length);
        return trained.Select((count, fold) => Enumerable.Range(0, count).Count(row =>
            row + hoursUntilKnown(row) > Noisy.Count - (settings.Folds - fold) * perFold)).Sum();
    }

    private static SearchReport Run(LearnerParameters inUse, SearchOptions settings, ulong seed = 7) =>
        HyperparameterSearch.Run(Learner, inUse, Noisy, settings, seed, FitOptions.Default);

    private static Dataset NoisyRows(int count, int seed)
    {
        var random = new Random(seed);
        return SyntheticRows.Create(
            count, 5, seed, x => SyntheticRows.Nonlinear(x) + 2 * (random.NextDouble() + random.NextDouble() - 1));
    }

    /// <summary>A learner that remembers what it was given to learn from.</summary>
    private sealed class SpyingLearner(ILearner learner) : ILearner
    {
        public List<Dataset> Fitted { get; } = [];

        public string Name => learner.Name;

        public LearnerParameters Defaults => learner.Defaults;

        public bool IsBitIdentical => learner.IsBitIdentical;

        public SearchSpace? SearchSpace => learner.SearchSpace;

        public string? CalibrationProblem => learner.CalibrationProblem;

        public bool Supports(PredictionTask task) => learner.Supports(task);

        public LearnerParameters ParametersFor(TreePolicy trees) => learner.ParametersFor(trees);

        public FitResult Fit(
            Dataset rows, LearnerParameters parameters, ulong seed, FitOptions options, Artifact? basis = null)
        {
            Fitted.Add(rows);
            return learner.Fit(rows, parameters, seed, options, basis);
        }
    }
}
