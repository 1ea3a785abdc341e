using System.Text.Json;
using RetrainGrains.Learning.Calibration;
using RetrainGrains.Learning.Tests.Peers;

namespace RetrainGrains.Learning.Tests.Calibration;

/// <summary>Against scikit-learn's isotonic and sigmoid calibration, and statsmodels' logistic regression.</summary>
public sealed class CalibrationPeerTests
{
    [Theory]
    [InlineData(40, 1)]
    [InlineData(700, 2)]
    public void Maps_are_those_of_scikit_learn_and_statsmodels(int rows, int seed)
    {
        Assert.SkipUnless(PythonPeer.Has("sklearn", "statsmodels"), "python3-sklearn or statsmodels is not installed");
        var (scores, outcomes) = Overconfident(rows, seed);
        // Two rows of one score, and scores beyond all that were seen.
        scores[1] = scores[0];
        double[] grid = [1e-4, .. Enumerable.Range(1, 99).Select(i => i / 100.0), 1 - 1e-4, .. scores[..5]];

        var peer = JsonSerializer.Deserialize<Answer>(
            PythonPeer.Ask("calibration.py", JsonSerializer.Serialize(
                new { scores, outcomes = Array.ConvertAll(outcomes, outcome => outcome ? 1 : 0), grid })),
            JsonSerializerOptions.Web)!;

        var isotonic = CalibrationMap.Fit(CalibrationMethod.Isotonic, scores, outcomes);
        var platt = Assert.IsType<PlattMap>(CalibrationMap.Fit(CalibrationMethod.Platt, scores, outcomes));
        Assert.Equal(peer.Slope, platt.Slope, 1e-8);
        Assert.Equal(peer.Intercept, platt.Intercept, 1e-8);
        for (var i = 0; i < grid.Length; i++)
        {
            Assert.Equal(peer.Isotonic[i], isotonic.Apply(grid[i]), 1e-12);
            // Its optimiser stops earlier than Newton's method does.
            Assert.Equal(peer.Sigmoid[i], platt.Apply(grid[i]), 1e-4);
        }
    }

    private static (double[] Scores, bool[] Outcomes) Overconfident(int rows, int seed)
    {
        var random = new Random(seed);
        var scores = Enumerable.Range(0, rows).Select(_ => 0.001 + 0.998 * random.NextDouble()).ToArray();
        return (scores, Array.ConvertAll(scores, score => random.NextDouble() < 0.3 + 0.4 * score));
    }

    private sealed record Answer(double[] Isotonic, double[] Sigmoid, double Slope, double Intercept);
}
