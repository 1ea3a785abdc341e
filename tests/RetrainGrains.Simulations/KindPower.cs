using RetrainGrains.Domain.Drift;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Windows;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Simulations;

/// <summary>A kind of change that means and spreads of numbers do not show.</summary>
public enum DriftKind
{
    Nothing = 0,

    /// <summary>Eleven categories of twenty have become one.</summary>
    TwentyCollapse = 1,

    /// <summary>One category of 2,000, with a tenth of the rows, has become others.</summary>
    OneOfThousandsGone = 2,

    /// <summary>A feature is missing in every row.</summary>
    GoneMissing = 3,

    /// <summary>A constant 1 is now −5.</summary>
    ConstantDown = 4,

    /// <summary>Other outcomes follow from the same inputs.</summary>
    OutcomesAlone = 5,
}

/// <summary>
/// The share of changes of a kind that the default policy finds, in a model of ten features and its outcomes and
/// predictions; of no change, the rate of false alarms.
/// </summary>
public sealed record KindPower(DriftKind Kind, int Rows, ErrorRate Found)
{
    private const int ChecksAtEffortOne = 400;
    private const int ChecksMin = 10;
    private static readonly ImmutableArray<int> RowCounts = [100, 500, 2_000];

    private static readonly FeatureSchema Schema = new()
    {
        Features =
        [
            new("few", FeatureKind.Categorical) { Categories = Names(20) },
            new("many", FeatureKind.Categorical) { Categories = Names(2_000) },
            new("constant"), new("sometimes"),
            .. Enumerable.Range(0, 6).Select(i => new Feature($"number {i}")),
        ],
        Target = "y",
    };

    public static IEnumerable<KindPower> Measure(
        DriftKind kind, double effort, int seed, CancellationToken cancellation)
    {
        var checks = (int)Math.Max(ChecksMin, effort * ChecksAtEffortOne);
        foreach (var rows in RowCounts)
        {
            var found = 0;
            Parallel.For(0, checks, Workers.ForEachProcessor(cancellation), check =>
            {
                var random = new Random(Seeds.Of(seed, (int)kind, rows, check, 5));
                if (Alarms(kind, rows, random)) Interlocked.Increment(ref found);
            });
            yield return new KindPower(kind, rows, new ErrorRate(checks, found, FalseAlarms.Policy.Significance));
        }
    }

    private static bool Alarms(DriftKind kind, int rows, Random random)
    {
        var before = Draw(random, DriftKind.Nothing, FalseAlarms.ReferenceRows);
        var now = Draw(random, kind, rows);
        var bins = FeatureBins.Of(Schema, before.Inputs);
        var answers = AnswerBins.Of(Schema, before.Outcomes);
        var profile = FeatureProfile.Of(SimulatedRows.Sum(bins, before.Inputs));
        AnswerWindow Window(FeatureBins of, float[][] reference, float[][] current) =>
            new(of, FeatureProfile.Of(SimulatedRows.Sum(of, reference)), SimulatedRows.Sum(of, current));
        return DriftCheck.Evaluate(
            FalseAlarms.Policy, Schema, bins, profile, SimulatedRows.Sum(bins, now.Inputs), new AnswerWindows(
                Window(answers.Predictions, before.Predictions, now.Predictions),
                Window(answers.Outcomes, before.Outcomes, now.Outcomes))).Any;
    }

    private static (float[][] Inputs, float[][] Outcomes, float[][] Predictions) Draw(
        Random random, DriftKind kind, int rows)
    {
        var (inputs, outcomes, predictions) = (new float[rows][], new float[rows][], new float[rows][]);
        for (var i = 0; i < rows; i++)
        {
            var row = inputs[i] = DrawInputs(random, kind);
            // Exponential: rare outcomes are far out.
            var expected = 2 * row[4] + Math.Exp(row[5] / 2);
            predictions[i] = [(float)expected];
            var moved = kind == DriftKind.OutcomesAlone ? 3 : 0;
            outcomes[i] = [(float)(expected - Math.Log(1 - random.NextDouble()) + moved)];
        }
        return (inputs, outcomes, predictions);
    }

    private static float[] DrawInputs(Random random, DriftKind kind)
    {
        var few = random.Next(20);
        // Zipf's law over most of them, and one of a tenth of the rows.
        var many = random.NextDouble() < 0.1 ? 0 : (int)Math.Pow(2_000, random.NextDouble());
        return
        [
            kind == DriftKind.TwentyCollapse && few >= 9 ? 9 : few,
            Math.Min(1_999, kind == DriftKind.OneOfThousandsGone && many == 0 ? 1 + random.Next(1_999) : many),
            kind == DriftKind.ConstantDown ? -5 : 1,
            kind == DriftKind.GoneMissing || random.NextDouble() < 0.1 ? float.NaN : random.NextSingle(),
            .. Enumerable.Range(0, 6)
                .Select(_ => (float)SimulatedRows.Normal(random.NextDouble(), random.NextDouble())),
        ];
    }

    private static ImmutableArray<string> Names(int count) => [.. Enumerable.Range(0, count).Select(i => $"c{i}")];
}
