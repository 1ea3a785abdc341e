using RetrainGrains.Statistics.Metrics;
using RetrainGrains.Statistics.Tests.Peers;
using RetrainGrains.Statistics.Tests.TwoSample;
using RetrainGrains.Statistics.TwoSample;

namespace RetrainGrains.Statistics.Tests.Metrics;

/// <summary>Each metric is what its definition gives over numpy, scipy and statsmodels.</summary>
public sealed class MetricConformanceTests(MetricConformanceTests.Peer peer)
    : IClassFixture<MetricConformanceTests.Peer>
{
    private const string Script =
        """
        from scipy.special import xlogy
        from statsmodels.stats.proportion import proportion_confint
        def regression(p, y):
            p, y = numpy.array(p), numpy.array(y)
            e, some = p - y, y != 0
            inside = stats.t.interval(0.9, len(e) - 1, e.mean(), stats.sem(e))
            around = stats.norm.interval(0.9, e.mean(), stats.sem(e))
            positive, count = numpy.exp(p), numpy.floor(numpy.abs(y))
            return {
                'rmse': numpy.sqrt(numpy.mean(e ** 2)), 'mae': numpy.mean(numpy.abs(e)), 'bias': numpy.mean(e),
                'mape': numpy.mean(numpy.abs(e[some] / y[some])),
                'smape': numpy.mean(2 * numpy.abs(e) / (numpy.abs(p) + numpy.abs(y))),
                'r2': 1 - numpy.sum(e ** 2) / numpy.sum((y - y.mean()) ** 2),
                'pinball': numpy.mean(numpy.maximum(0.2 * -e, -0.8 * -e)),
                'poisson': 2 * numpy.mean(xlogy(count, count / positive) - count + positive),
                'student lower': inside[0], 'student upper': inside[1],
                'normal lower': around[0], 'normal upper': around[1]}
        def delong(p, n):
            ranks = stats.rankdata(numpy.concatenate([p, n]))
            v10 = (ranks[:len(p)] - stats.rankdata(p)) / len(n)
            v01 = 1 - (ranks[len(p):] - stats.rankdata(n)) / len(p)
            return numpy.var(v10, ddof=1) / len(p) + numpy.var(v01, ddof=1) / len(n)
        def average_precision(s, y):
            found, recall = 0, 0
            for t in sorted(set(s), reverse=True):
                precision, reached = y[s >= t].mean(), y[s >= t].sum() / y.sum()
                found, recall = found + (reached - recall) * precision, reached
            return found
        def equal_width(s, y):
            bins = numpy.minimum((s * 10).astype(int), 9)
            return sum(abs((s - y)[bins == b].sum()) for b in range(10)) / len(s)
        def binary(s, y):
            s, y = numpy.array(s), numpy.array(y)
            h, right = s >= 0.5, numpy.where(y, s, 1 - s)
            tp, fp, tn, fn = sum(h & y), sum(h & ~y), sum(~h & ~y), sum(~h & y)
            share = lambda part, whole: part / whole if whole else numpy.nan
            auc, variance = stats.mannwhitneyu(s[y], s[~y])[0] / sum(y) / sum(~y), delong(s[y], s[~y])
            low, high = proportion_confint(tp + tn, len(s), 0.05, method='wilson')
            return {
                'accuracy': share(tp + tn, len(s)), 'precision': share(tp, tp + fp), 'recall': share(tp, tp + fn),
                'f1': share(2 * tp, 2 * tp + fp + fn), 'specificity': share(tn, tn + fp),
                'log-loss': -numpy.mean(numpy.log(numpy.maximum(right, 1e-15))), 'brier': numpy.mean((s - y) ** 2),
                'auc': auc, 'delong': variance, 'auc lower': max(0, auc - 1.959963984540054 * variance ** 0.5),
                'average precision': average_precision(s, y), 'ece': equal_width(s, y),
                'wilson lower': low, 'wilson upper': high}
        stats = scipy.stats
        found = {'regression': [regression(*g) for g in given['regression']],
                 'binary': [binary(*g) for g in given['binary']]}
        """;

    private static readonly SamplePair[] Predicted =
        [.. Samples.All.Where(pair => pair.Reference.Length == pair.Current.Length && pair.Current.Length > 4
            && !pair.Name.StartsWith("tied", StringComparison.Ordinal) && pair.Reference.Max() < 100)];

    private static readonly Dictionary<string, Func<double[], double[], double>> OfRegression = new()
    {
        ["rmse"] = (p, y) => RegressionSums.Of(p, y).RootMeanSquaredError,
        ["mae"] = (p, y) => RegressionSums.Of(p, y).MeanAbsoluteError,
        ["bias"] = (p, y) => RegressionSums.Of(p, y).Bias,
        ["mape"] = (p, y) => RegressionSums.Of(p, y).MeanAbsolutePercentageError,
        ["smape"] = (p, y) => p.Zip(y, RegressionLoss.Symmetric).Average(),
        ["r2"] = (p, y) => RegressionSums.Of(p, y).RSquared,
        ["pinball"] = (p, y) => p.Zip(y, (a, b) => RegressionLoss.Pinball(a, b, 0.2)).Average(),
        ["poisson"] = (p, y) =>
            p.Zip(y, (a, b) => RegressionLoss.Poisson(Math.Exp(a), Math.Floor(Math.Abs(b)))).Average(),
        ["student lower"] = (p, y) => MeanInterval.Student(Errors(p, y), 0.9).Lower,
        ["student upper"] = (p, y) => MeanInterval.Student(Errors(p, y), 0.9).Upper,
        ["normal lower"] = (p, y) => MeanInterval.Normal(Errors(p, y), 0.9).Lower,
        ["normal upper"] = (p, y) => MeanInterval.Normal(Errors(p, y), 0.9).Upper,
    };

    private static readonly Dictionary<string, Func<double[], bool[], double>> OfClassification = new()
    {
        ["accuracy"] = (s, y) => BinarySums.Of(s, y).Confusion.Accuracy,
        ["precision"] = (s, y) => BinarySums.Of(s, y).Confusion.Precision,
        ["recall"] = (s, y) => BinarySums.Of(s, y).Confusion.Recall,
        ["f1"] = (s, y) => BinarySums.Of(s, y).Confusion.F1,
        ["specificity"] = (s, y) => BinarySums.Of(s, y).Confusion.Specificity,
        ["log-loss"] = (s, y) => BinarySums.Of(s, y).MeanLogLoss,
        ["brier"] = (s, y) => BinarySums.Of(s, y).BrierScore,
        ["auc"] = (s, y) => RocAuc.Of(s, y),
        ["delong"] = (s, y) => RocAuc.Report(s, y).Variance,
        ["auc lower"] = (s, y) => RocAuc.Report(s, y).Interval.Lower,
        ["average precision"] = (s, y) => AveragePrecision.Of(s, y),
        ["ece"] = (s, y) => Binned(s, y).ExpectedError(),
        ["wilson lower"] = (s, y) => Accuracy(s, y).Lower,
        ["wilson upper"] = (s, y) => Accuracy(s, y).Upper,
    };

    public sealed record Answers(Dictionary<string, double>[] Regression, Dictionary<string, double>[] Binary);

    /// <summary>One Python process for all tests.</summary>
    public sealed class Peer
    {
        public Lazy<Answers> Found { get; } = new(() => PythonPeer.Ask<Answers>(Script, new
        {
            regression = Predicted.Select(pair => new[] { pair.Reference, pair.Current }),
            binary = ScoredRows.All.Select(rows => new object[] { rows.Scores, rows.Outcomes }),
        }));
    }

    public static TheoryData<string> RegressionNames => [.. OfRegression.Keys];
    public static TheoryData<string> ClassificationNames => [.. OfClassification.Keys];

    [Theory]
    [MemberData(nameof(RegressionNames))]
    public void A_metric_of_a_regression_is_its_definition(string name)
    {
        Assert.True(Predicted.Length >= 5);
        foreach (var (pair, found) in Predicted.Zip(peer.Found.Value.Regression))
        {
            var actual = OfRegression[name](pair.Reference, pair.Current);
            Agreement.Assert(found[name], actual, $"{name} of {pair.Name}", 1e-9);
        }
    }

    [Theory]
    [MemberData(nameof(ClassificationNames))]
    public void A_metric_of_a_classifier_is_its_definition(string name)
    {
        foreach (var (rows, found) in ScoredRows.All.Zip(peer.Found.Value.Binary))
        {
            var actual = OfClassification[name](rows.Scores, rows.Outcomes);
            Agreement.Assert(found[name], actual, $"{name} of {rows.Name}", 1e-12);
        }
    }

    private static Moments Errors(double[] predictions, double[] outcomes) =>
        Moments.Of([.. predictions.Zip(outcomes, (prediction, outcome) => prediction - outcome)]);

    private static Interval Accuracy(double[] scores, bool[] outcomes)
    {
        var counts = BinarySums.Of(scores, outcomes).Confusion;
        return WilsonInterval.Of(counts.TruePositives + counts.TrueNegatives, counts.Rows);
    }

    private static CalibrationBins Binned(double[] scores, bool[] outcomes)
    {
        var bins = new CalibrationBins();
        for (var row = 0; row < scores.Length; row++) bins.Add(scores[row], outcomes[row]);
        return bins;
    }
}
