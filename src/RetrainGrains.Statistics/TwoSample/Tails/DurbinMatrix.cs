using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;

namespace RetrainGrains.Statistics.TwoSample.Tails;

/// <summary>
/// The chance P(Dₙ &lt; d), exactly: n!/nⁿ times the middle element of the n-th power of a (2k − 1)-square matrix, k =
/// ⌈nd⌉. Marsaglia, Tsang and Wang, "Evaluating Kolmogorov's distribution", J. Stat. Software 8 (2003).
/// </summary>
internal static class DurbinMatrix
{
    private const double Large = 1e140;
    private static readonly double LogLarge = Math.Log(Large);

    public static double Below(int n, double d)
    {
        var k = (int)Math.Ceiling(n * d);
        Matrix<double> square = Build(k, k - n * d);
        Matrix<double> power = DenseMatrix.CreateIdentity(2 * k - 1);
        double log = 0, squareLog = 0;
        for (var left = n; left > 0; left >>= 1)
        {
            if ((left & 1) == 1) (power, log) = Scaled(power * square, log + squareLog, k);
            (square, squareLog) = Scaled(square * square, 2 * squareLog, k);
        }
        // n! / nⁿ by Stirling's formula with its error.
        log += Saddlepoint.StirlingError(n) + 0.5 * Math.Log(2 * Math.PI * n) - n;
        return power[k - 1, k - 1] * Math.Exp(log);
    }

    private static (Matrix<double> Matrix, double Log) Scaled(Matrix<double> matrix, double log, int k) =>
        matrix[k - 1, k - 1] > Large ? (matrix / Large, log + LogLarge) : (matrix, log);

    private static DenseMatrix Build(int k, double h)
    {
        var m = 2 * k - 1;
        var matrix = new DenseMatrix(m);
        var factorials = new double[m + 1];
        factorials[0] = 1;
        for (var i = 1; i <= m; i++) factorials[i] = factorials[i - 1] / i;
        for (var row = 0; row < m; row++)
        {
            for (var column = 1; column < m && column <= row + 1; column++)
            {
                matrix[row, column] = factorials[row - column + 1];
            }
        }
        for (var row = 0; row < m; row++)
        {
            var edge = (1 - Math.Pow(h, row + 1)) * factorials[row + 1];
            matrix[row, 0] = edge;
            matrix[m - 1, m - 1 - row] = edge;
        }
        matrix[m - 1, 0] = (1 - 2 * Math.Pow(h, m) + Math.Pow(Math.Max(0, 2 * h - 1), m)) * factorials[m];
        return matrix;
    }
}
