using RetrainGrains.Statistics.Estimation;
using RetrainGrains.Statistics.Metrics;
using RetrainGrains.Statistics.Tests.Metrics;
using RetrainGrains.Statistics.Tests.Peers;
using RetrainGrains.Statistics.Tests.TwoSample;

namespace RetrainGrains.Statistics.Tests.Estimation;

/// <summary>Calibration, estimates and sampling errors are their definitions, written out over numpy.</summary>
public sealed class EstimationConformanceTests(EstimationConformanceTests.Peer peer)
    : IClassFixture<EstimationConformanceTests.Peer>
{
    // The isotonic fit at i is the largest, over starts up to i, of the smallest mean from there to an end after i.
    private const string Script =
        """
        def isotonic(s, y):
            x = numpy.unique(s)
            rows = numpy.array([(s == v).sum() for v in x])
            hits = numpy.array([y[s == v].sum() for v in x])
            n, h = numpy.append(0, rows.cumsum()), numpy.append(0, hits.cumsum())
            mean = lambda a, b: (h[b] - h[a]) / (n[b] - n[a])
            ends = [numpy.minimum.accumulate(mean(a, numpy.arange(a + 1, len(n)))[::-1])[::-1] for a in range(len(x))]
            return x, numpy.array([max(ends[a][i - a] for a in range(i + 1)) for i in range(len(x))])
        def equal_count(s, y):
            order = numpy.argsort(s)
            bins = min(10, len(s) // 2)
            edges = list(range(0, len(s) + 1, len(s) // bins))
            edges[-1] = len(s)
            return sum(abs((s - y)[order][a:b].sum()) for a, b in zip(edges, edges[1:])) / len(s)
        def of(s, y):
            s, y = numpy.array(s), numpy.array(y)
            x, values = isotonic(s, y)
            asked = numpy.linspace(-0.1, 1.1, 97)
            h = s >= 0.5
            tp, fp, tn, fn = s[h].sum(), (1 - s[h]).sum(), (1 - s[~h]).sum(), s[~h].sum()
            pairs = numpy.sign(s[:, None] - s[None, :]) / 2 + 0.5
            weights = s[:, None] * (1 - s[None, :])
            share = lambda part, whole: part / whole if whole else numpy.nan
            std = lambda hits: numpy.std(hits) if len(hits) else numpy.nan
            error = lambda hits: std(hits) / numpy.sqrt(100 * len(hits) / len(s)) if len(hits) else numpy.nan
            relevant = (h | y)
            wrong = (h != y)[relevant].sum()
            half = relevant.sum() / (wrong / 2 + (h & y).sum()) if relevant.sum() else numpy.nan
            return {
                'isotonic': numpy.interp(asked, x, values), 'equal count': [equal_count(s, y)],
                'expected': [1 - numpy.mean(numpy.abs(h - s)), share(tp, tp + fp), share(tp, tp + fn),
                             share(2 * tp, 2 * tp + fp + fn), share(tn, tn + fp),
                             (pairs * weights).sum() / weights.sum()],
                'sampling': [std(h == y) / 10, error((h & y)[h]), error((h & y)[y]), error((h & y)[relevant]) * half,
                             error((~h & ~y)[~y])]}
        found = [of(*rows) for rows in given]
        """;

    private static readonly Dictionary<string, Func<ScoredRows, double[]>> Answers = new()
    {
        ["isotonic"] = rows =>
        {
            var calibration = IsotonicCalibration.Fit(rows.Scores, rows.Outcomes);
            return [.. Enumerable.Range(0, 97).Select(step => calibration.Calibrate(-0.1 + step * 1.2 / 96))];
        },
        ["expected"] = rows =>
        {
            var (confusion, auc) = ConfidenceEstimator.Binary(rows.Scores, Predicted(rows));
            return
            [
                confusion.Accuracy, confusion.Precision, confusion.Recall, confusion.F1, confusion.Specificity, auc,
            ];
        },
        ["sampling"] = rows =>
        {
            var reference = ConfusionCounts.Of(Predicted(rows), rows.Outcomes);
            return
            [
                SamplingError.OfAccuracy(reference, 100), SamplingError.OfPrecision(reference, 100),
                SamplingError.OfRecall(reference, 100), SamplingError.OfF1(reference, 100),
                SamplingError.OfSpecificity(reference, 100),
            ];
        },
        ["equal count"] = rows => [CalibrationError.EqualCount(rows.Scores, rows.Outcomes)],
    };

    /// <summary>One Python process for all tests.</summary>
    public sealed class Peer
    {
        public Lazy<Dictionary<string, double[]>[]> Found { get; } = new(() =>
            PythonPeer.Ask<Dictionary<string, double[]>[]>(
                Script, Given.Select(rows => new object[] { rows.Scores, rows.Outcomes })));
    }

    // The peer's definitions are quadratic.
    private static ScoredRows[] Given => [.. ScoredRows.All.Where(rows => rows.Scores.Length <= 500)];

    public static TheoryData<string> Names => [.. Answers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_estimate_is_its_definition(string name)
    {
        var compared = 0;
        foreach (var (rows, found) in Given.Zip(peer.Found.Value))
        {
            // Rows of one score lie in bins of equally many rows as they were sorted.
            if (name == "equal count" && rows.Scores.Distinct().Count() < rows.Scores.Length) continue;
            var actual = Answers[name](rows);
            Assert.Equal(found[name].Length, actual.Length);
            foreach (var (index, (expected, value)) in found[name].Zip(actual).Index())
            {
                Agreement.Assert(expected, value, $"{name} {index} of {rows.Name}", 1e-9);
            }
            compared++;
        }
        Assert.True(compared >= 3, $"{compared} compared");
    }

    private static bool[] Predicted(ScoredRows rows) => [.. rows.Scores.Select(score => score >= 0.5)];
}
