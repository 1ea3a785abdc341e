using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;
using RetrainGrains.Statistics.Estimation;
using RetrainGrains.Statistics.Metrics;

namespace RetrainGrains.Simulations;

/// <summary>The change since the reference.</summary>
public enum Change
{
    Nothing = 0,

    /// <summary>Inputs are others, and what follows from them is the same.</summary>
    Inputs = 1,

    /// <summary>Something else follows from the same inputs: no estimate without outcomes sees this.</summary>
    Concept = 2,
}

/// <summary>The distance of metrics that were estimated before outcomes arrived from the realised ones.</summary>
public sealed record Estimates(
    Change Change, string Metric, int Windows, double Realised, double Estimated, double MeanAbsoluteError)
{
    private const int ReferenceRows = 5_000;
    private const int WindowRows = 1_000;
    private const int WindowsAtEffortOne = 200;

    public static IEnumerable<Estimates> Measure(
        Change change, double effort, int seed, CancellationToken cancellation)
    {
        var windows = (int)Math.Max(10, effort * WindowsAtEffortOne);
        var random = new Xoshiro256StarStar(Seeds.Of(seed, (int)change, 3), threadSafe: false);
        var classes = new (double Realised, double Estimated)[windows];
        var numbers = new (double Realised, double Estimated)[windows];
        var calibration = Calibrate(Draw(random, Change.Nothing, ReferenceRows));
        var losses = Fit(Draw(random, Change.Nothing, ReferenceRows));
        for (var window = 0; window < windows; window++)
        {
            cancellation.ThrowIfCancellationRequested();
            var rows = Draw(random, change, WindowRows);
            classes[window] = Accuracy(calibration, rows);
            numbers[window] = AbsoluteError(losses, rows);
        }
        return [Of(change, "accuracy (CBPE)", classes), Of(change, "mean absolute error (DLE)", numbers)];
    }

    private static Estimates Of(Change change, string metric, (double Realised, double Estimated)[] windows) => new(
        change, metric, windows.Length, windows.Average(window => window.Realised),
        windows.Average(window => window.Estimated),
        windows.Average(window => Math.Abs(window.Realised - window.Estimated)));

    private static CalibrationDecision Calibrate(Row[] rows) =>
        CalibrationRule.Decide([.. rows.Select(row => row.Score)], [.. rows.Select(row => row.IsPositive)], seed: 1);

    private static DirectLossEstimator Fit(Row[] rows) => DirectLossEstimator.Fit(
        ErrorMetric.MeanAbsolute, QuantileLossLearner.Learn, [.. rows.Select(row => row.Input)], 1,
        [.. rows.Select(row => row.Prediction)], [.. rows.Select(row => row.Outcome)]);

    private static (double Realised, double Estimated) Accuracy(CalibrationDecision calibration, Row[] rows)
    {
        bool[] predictions = [.. rows.Select(row => row.Score >= 0.5)];
        var estimate = ConfidenceEstimator.Binary(
            [.. rows.Select(row => calibration.Probability(row.Score))], predictions);
        var right = rows.Zip(predictions).Count(pair => pair.First.IsPositive == pair.Second);
        return ((double)right / rows.Length, estimate.Confusion.Accuracy);
    }

    private static (double Realised, double Estimated) AbsoluteError(DirectLossEstimator losses, Row[] rows)
    {
        var estimate = losses.Estimate([.. rows.Select(row => row.Input)], [.. rows.Select(row => row.Prediction)]);
        return (rows.Average(row => RegressionLoss.Absolute(row.Prediction, row.Outcome)), estimate.Value);
    }

    // The classifier was right about the reference but for its calibration; the regression errs more far from zero.
    private static Row[] Draw(Xoshiro256StarStar random, Change change, int count)
    {
        var rows = new Row[count];
        for (var i = 0; i < count; i++)
        {
            var input = Normal.Sample(random, change == Change.Inputs ? 1 : 0, 1);
            var slope = change == Change.Concept ? 1 : 3;
            var isPositive = random.NextDouble() < Logistic(0.7 * slope * input - 0.5);
            var outcome = slope * input + Normal.Sample(random, 0, 0.5 + Math.Abs(input));
            rows[i] = new Row(input, Logistic(3 * input - 0.5), isPositive, 3 * input, outcome);
        }
        return rows;
    }

    private static double Logistic(double value) => 1 / (1 + Math.Exp(-value));

    private readonly record struct Row(double Input, double Score, bool IsPositive, double Prediction, double Outcome);
}
