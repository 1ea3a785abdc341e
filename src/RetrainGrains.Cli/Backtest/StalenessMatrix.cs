namespace RetrainGrains.Cli.Backtest;

/// <summary>
/// The cost of staleness: S[s, t] is the loss, summed over the rows of period t, of the model trained at the start of
/// period s ≤ t. Mahadevan and Mathioudakis, arXiv 2310.04216.
/// </summary>
public sealed class StalenessMatrix
{
    private readonly double[][] losses;
    private readonly int[] rows;

    /// <param name="losses">For each s the losses of its model in the periods s, s + 1, … to the last.</param>
    /// <param name="rows">The number of rows of each period.</param>
    public StalenessMatrix(IReadOnlyList<IReadOnlyList<double>> losses, IReadOnlyList<int> rows)
    {
        ArgumentOutOfRangeException.ThrowIfZero(rows.Count);
        ArgumentOutOfRangeException.ThrowIfNotEqual(losses.Count, rows.Count);
        for (var s = 0; s < losses.Count; s++)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(losses[s].Count, rows.Count - s, $"losses[{s}]");
            foreach (var loss in losses[s])
            {
                if (!(loss >= 0 && double.IsFinite(loss)))
                    throw new ArgumentOutOfRangeException($"losses[{s}]", loss, "A loss is finite and not negative.");
            }
        }
        this.losses = [.. losses.Select(row => row.ToArray())];
        this.rows = [.. rows];
    }

    public int Periods => rows.Length;

    public double this[int trainedAt, int period] => losses[trainedAt][period - trainedAt];

    public int Rows(int period) => rows[period];

    /// <summary>The mean over periods of the loss of a newly trained model.</summary>
    public double MeanFreshLoss => losses.Average(row => row[0]);
}
