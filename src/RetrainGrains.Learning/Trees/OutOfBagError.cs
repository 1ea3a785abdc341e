namespace RetrainGrains.Learning.Trees;

/// <summary>A forest's honest training loss: each row is judged only by trees that did not see it.</summary>
internal sealed class OutOfBagError(double[] targets, double mean)
{
    private readonly double[] sums = new double[targets.Length];
    private readonly int[] votes = new int[targets.Length];

    public void Add(TreeGrower grower, ReadOnlySpan<int> sortedBootstrap)
    {
        var next = 0;
        for (var row = 0; row < targets.Length; row++)
        {
            var isInBag = next < sortedBootstrap.Length && sortedBootstrap[next] == row;
            while (next < sortedBootstrap.Length && sortedBootstrap[next] == row) next++;
            if (!isInBag)
            {
                sums[row] += grower.ValueOf(row);
                votes[row]++;
            }
        }
    }

    /// <summary>Computes half the mean squared error, as <see cref="SquaredLoss"/> counts it.</summary>
    public double Mean()
    {
        var total = 0.0;
        for (var row = 0; row < targets.Length; row++)
        {
            var error = mean + sums[row] / Math.Max(1, votes[row]) - targets[row];
            total += error * error;
        }

        return total / (2 * targets.Length);
    }
}
