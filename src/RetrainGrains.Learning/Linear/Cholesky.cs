namespace RetrainGrains.Learning.Linear;

/// <summary>Solves A x = b for a symmetric positive definite A by A = L L^T.</summary>
internal static class Cholesky
{
    // A pivot this small a part of its diagonal is rounding: the matrix is singular in double precision.
    private const double MinimumRelativePivot = 1e-13;

    /// <summary>Overwrites both: the lower half of the matrix with L, the right side with x.</summary>
    public static bool TrySolve(double[][] matrix, double[] rightSide)
    {
        if (!TryFactor(matrix)) return false;
        var size = matrix.Length;
        for (var i = 0; i < size; i++) rightSide[i] = (rightSide[i] - Dot(matrix[i], rightSide, i)) / matrix[i][i];
        for (var i = size - 1; i >= 0; i--)
        {
            var sum = rightSide[i];
            for (var k = i + 1; k < size; k++) sum -= matrix[k][i] * rightSide[k];
            rightSide[i] = sum / matrix[i][i];
        }

        return true;
    }

    private static bool TryFactor(double[][] matrix)
    {
        for (var i = 0; i < matrix.Length; i++)
        {
            for (var j = 0; j < i; j++) matrix[i][j] = (matrix[i][j] - Dot(matrix[i], matrix[j], j)) / matrix[j][j];
            var pivot = matrix[i][i] - Dot(matrix[i], matrix[i], i);
            if (!(pivot > MinimumRelativePivot * matrix[i][i])) return false;
            matrix[i][i] = Math.Sqrt(pivot);
        }

        return true;
    }

    private static double Dot(double[] first, double[] second, int length)
    {
        var sum = 0.0;
        for (var i = 0; i < length; i++) sum += first[i] * second[i];
        return sum;
    }
}
