using System.Text.Json;
using RetrainGrains.Statistics.Profiles;
using RetrainGrains.Statistics.Tests.Peers;
using RetrainGrains.Statistics.Tests.TwoSample;

namespace RetrainGrains.Statistics.Tests.Profiles;

public sealed class ReconstructionModelTests
{
    private const int Columns = 6;

    [Fact]
    public void Errors_are_those_of_an_imputer_a_scaler_and_principal_components_in_numpy()
    {
        const string Script =
            """
            def error(model, rows):
                filled, mean, scale, kept = model
                z = (numpy.where(numpy.isnan(rows), filled, rows) - mean) / scale
                lost = z - z @ kept.T @ kept
                norms = numpy.linalg.norm(lost, axis=1)
                return [norms.mean(), norms.std(ddof=1) / numpy.sqrt(len(norms))]
            def fit(rows, share):
                filled = numpy.nanmean(rows, axis=0)
                rows = numpy.where(numpy.isnan(rows), filled, rows)
                mean, scale = rows.mean(axis=0), rows.std(axis=0)
                scale[scale == 0] = 1
                _, sizes, vectors = numpy.linalg.svd((rows - mean) / scale, full_matrices=False)
                ratios = sizes ** 2 / (sizes ** 2).sum()
                kept = numpy.searchsorted(numpy.cumsum(ratios), share, side='right') + 1
                return filled, mean, scale, vectors[:kept]
            reference, current = [
                numpy.array([float(v) for v in rows]).reshape(-1, given['columns'])
                for rows in (given['reference'], given['current'])]
            found = []
            for share in given['shares']:
                model = fit(reference, share)
                chunks = numpy.array([error(model, chunk)[0] for chunk in numpy.split(reference, 10)])
                found.append([
                    len(model[3]), *error(model, reference), *error(model, current),
                    chunks.mean() - 3 * chunks.std(), chunks.mean() + 3 * chunks.std()])
            """;
        double[] shares = [0.3, 0.65, 0.9];
        var (reference, current) = (Rows(500, 1, mixed: true), Rows(120, 2, mixed: false));
        reference[7] = reference[200] = current[11] = double.NaN;

        var found = PythonPeer.Ask<double[][]>(Script, new
        {
            columns = Columns, shares, reference = Texts(reference), current = Texts(current),
        });

        foreach (var (share, expected) in shares.Zip(found))
        {
            var model = ReconstructionModel.Fit(reference, Columns, share);
            var (own, other) = (model.Compare(reference), model.Compare(current));
            var threshold = model.ThresholdOf(reference);
            double[] actual =
            [
                model.KeptComponents, own.MeanError, own.StandardError, other.MeanError, other.StandardError,
                threshold.Lower!.Value, threshold.Upper!.Value,
            ];
            for (var index = 0; index < actual.Length; index++)
            {
                Agreement.Assert(expected[index], actual[index], $"number {index} at {share}");
            }
        }
    }

    [Fact]
    public void Features_that_stop_moving_together_are_noticed_though_each_stays_as_it_was()
    {
        var reference = Rows(2_000, 1, mixed: true);
        var model = ReconstructionModel.Fit(reference, Columns);
        var threshold = model.ThresholdOf(reference);

        Assert.False(threshold.Alerts(model.Compare(Rows(200, 2, mixed: true)).MeanError));
        Assert.True(threshold.Alerts(model.Compare(Rows(200, 3, mixed: false)).MeanError));
    }

    [Fact]
    public void A_line_is_rebuilt_without_error_and_a_row_beside_it_with_its_distance()
    {
        double[] line = [-1, -1, 0, 0, 1, 1];

        var model = ReconstructionModel.Fit(line, 2);

        Assert.Equal(1, model.KeptComponents);
        Assert.Equal(0, model.Compare(line).MeanError, 1e-12);
        // One standard deviation is √(2/3); (1, −1) lies across the line.
        Assert.Equal(Math.Sqrt(2) / Math.Sqrt(2 / 3.0), model.Compare([1, -1]).MeanError, 1e-12);
    }

    [Fact]
    public void A_constant_column_takes_no_part()
    {
        double[] with = [-1, 7, -1, 0, 7, 0, 1, 7, 1];
        double[] without = [-1, -1, 0, 0, 1, 1];

        var error = ReconstructionModel.Fit(with, 3).Compare([1, 7, -1]).MeanError;

        Assert.Equal(ReconstructionModel.Fit(without, 2).Compare([1, -1]).MeanError, error, 1e-12);
    }

    [Fact]
    public void A_model_is_the_same_after_json()
    {
        var rows = Rows(50, 1, mixed: true);
        var model = ReconstructionModel.Fit(rows, Columns);

        var copy = JsonSerializer.Deserialize<ReconstructionModel>(JsonSerializer.Serialize(model))!;

        Assert.Equal(model.Compare(rows), copy.Compare(rows));
    }

    [Fact]
    public void What_is_no_table_is_refused()
    {
        Assert.Contains("columns is 1; it must be 2 to 1000", Refusal(() => ReconstructionModel.Fit([1, 2], 1)));
        Assert.Contains("rows has 3 values; it must be whole", Refusal(() => ReconstructionModel.Fit([1, 2, 3], 2)));
        Assert.Contains(
            "rows[1] is Infinity", Refusal(() => ReconstructionModel.Fit([1, double.PositiveInfinity, 1, 2], 2)));
        Assert.Contains(
            "column 1 has no values", Refusal(() => ReconstructionModel.Fit([1, double.NaN, 2, double.NaN], 2)));
        Assert.Contains(
            "chunks is 4; it must be 2 to the number of rows, 3",
            Refusal(() => ReconstructionModel.Fit([1, 2, 3, 4, 5, 7], 2).ThresholdOf([1, 2, 3, 4, 5, 7], 4)));
    }

    private static string Refusal(Action action) => Assert.Throws<ArgumentException>(action).Message;

    private static string[] Texts(double[] values) => [.. values.Select(value => value.ToString("R"))];

    // Two hidden causes move six features, or each feature moves on its own, with the same spread.
    private static double[] Rows(int rows, int seed, bool mixed)
    {
        var random = new Random(seed);
        var table = new double[rows * Columns];
        for (var row = 0; row < rows; row++)
        {
            double[] causes = [Samples.Normal(random), Samples.Normal(random)];
            for (var column = 0; column < Columns; column++)
            {
                var own = Samples.Normal(random);
                var value = mixed ? 0.9 * causes[column % 2] + Math.Sqrt(1 - 0.81) * own : own;
                table[row * Columns + column] = 10 * column + (column + 1) * value;
            }
        }
        return table;
    }
}
