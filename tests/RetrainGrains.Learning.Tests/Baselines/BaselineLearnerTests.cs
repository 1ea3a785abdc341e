using RetrainGrains.Learning.Baselines;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Registry;
using RetrainGrains.Learning.Tests.Classes;

namespace RetrainGrains.Learning.Tests.Baselines;

public sealed class BaselineLearnerTests
{
    [Fact]
    public void The_mean_is_the_mean_and_a_share_of_classes_is_never_certain()
    {
        var numbers = SyntheticRows.Create(4, 1, 1, Sequence(1, 2, 3, 6));
        var classes = SyntheticRows.Create(3, 1, 1, Sequence(1, 1, 1), PredictionTask.BinaryClassification);

        Assert.Equal(3, Fitting.Fit("mean", numbers).CreateScorer().Score([0], 0), 1e-12);
        Assert.Equal((3 + 1) / (3.0 + 2), Fitting.Fit("mean", classes).CreateScorer().Score([0], 0), 1e-12);
    }

    [Fact]
    public void The_last_value_comes_again_and_the_mean_stands_in_when_it_is_missing()
    {
        var rows = SyntheticRows.Create(4, 2, 1, Sequence(1, 2, 3, 6), lastValueFeature: 1);

        var scorer = Fitting.Fit("last-value", rows).CreateScorer();

        Assert.Equal(17, scorer.Score([5, 17], 0));
        Assert.Equal(3, scorer.Score([5, float.NaN], 0), 1e-12);
    }

    [Fact]
    public void F24_the_last_class_is_repeated_and_shares_stand_in_when_it_is_missing()
    {
        var rows = Classes((0, 0), (0, 1), (1, 1), (float.NaN, 1), (1, 0), (1, 1));

        var scorer = Fitting.Fit("last-value", rows).CreateScorer();

        Assert.Equal((0.0, 1.0), (scorer.Score([0], 0), scorer.Score([1], 0)));
        Assert.Equal(5 / 8.0, scorer.Score([float.NaN], 0), 1e-12);
    }

    [Fact]
    public void F24_the_last_of_several_classes_is_repeated()
    {
        var scorer = Fitting.Fit("last-value", ThreeClasses.Create(200, seed: 1)).CreateScorer();

        for (var label = 0; label < ThreeClasses.Count; label++)
        {
            var probabilities = new double[ThreeClasses.Count];
            scorer.ScoreClasses([0.1f, 0.2f, label], 0, probabilities);
            Assert.Equal(1, probabilities[label]);
        }
    }

    [Fact]
    public void Transitions_give_the_smoothed_chance_that_a_class_stays()
    {
        // After 0: 0 0 0 1. After 1: 1 1 0. After missing: 1.
        var rows = Classes((0, 0), (0, 0), (0, 0), (0, 1), (1, 1), (1, 1), (1, 0), (float.NaN, 1));

        var scorer = Fitting.Fit("transitions", rows).CreateScorer();

        Assert.Equal(2 / 6.0, scorer.Score([0], 0), 1e-12);
        Assert.Equal(3 / 5.0, scorer.Score([1], 0), 1e-12);
        Assert.Equal(5 / 10.0, scorer.Score([float.NaN], 0), 1e-12);
    }

    [Fact]
    public void The_last_value_needs_a_feature_that_holds_it()
    {
        var rows = SyntheticRows.Create(10, 1, 1, x => x[0]);

        var result = LearnerRegistry.BuiltIn.Get("last-value")
            .Fit(rows, BaselineParameters.Default, 1, FitOptions.Default);

        Assert.False(result.Succeeded);
        Assert.Contains("needs the schema to name the last-value feature", result.Failure);
    }

    [Theory]
    [InlineData(0, 72)]
    [InlineData(-1, 71)]
    [InlineData(-3_600_000, 71)]
    [InlineData(-3_600_001, 70)]
    [InlineData(96 * 3_600_000L, 0)]
    [InlineData(1_795_251_600_000, 129)]
    public void An_hour_of_the_week_counts_from_Monday_midnight_in_UTC(long unixMilliseconds, int expected)
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds);

        Assert.Equal(((int)time.DayOfWeek + 6) % 7 * 24 + time.Hour, SeasonalModel.HourOfWeek(unixMilliseconds));
        Assert.Equal(expected, SeasonalModel.HourOfWeek(unixMilliseconds));
    }

    [Fact]
    public void An_hour_that_was_seen_often_keeps_its_own_mean()
    {
        var hour = 0;
        var rows = SyntheticRows.Create(168 * 50, 1, 1, _ => hour++ % 168 == 5 ? 100 : 0);

        var scorer = Fitting.Fit("seasonal", rows).CreateScorer();

        Assert.Equal(100, scorer.Score([0], (168 * 99 + 5) * SyntheticRows.HourMilliseconds), 2.0);
        Assert.Equal(0, scorer.Score([0], (168 * 99 + 6) * SyntheticRows.HourMilliseconds), 0.1);
    }

    [Fact]
    public void An_hour_never_seen_has_the_overall_mean()
    {
        var rows = SyntheticRows.Create(4, 1, 1, Sequence(1, 2, 3, 6));

        Assert.Equal(
            3, Fitting.Fit("seasonal", rows).CreateScorer().Score([0], 100 * SyntheticRows.HourMilliseconds), 1e-12);
    }

    private static Func<float[], double> Sequence(params double[] targets)
    {
        var next = 0;
        return _ => targets[next++];
    }

    private static Dataset Classes(params (float Last, double Target)[] pairs)
    {
        var schema = new DatasetSchema(PredictionTask.BinaryClassification, [FeatureDescription.Numeric("last")], 0);
        var builder = new DatasetBuilder(schema);
        foreach (var (last, target) in pairs) builder.Add(0, [last], target);
        return builder.Build();
    }
}
