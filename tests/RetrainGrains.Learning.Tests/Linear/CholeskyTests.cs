using RetrainGrains.Learning.Linear;

namespace RetrainGrains.Learning.Tests.Linear;

public sealed class CholeskyTests
{
    [Fact]
    public void A_known_system_is_solved()
    {
        double[][] matrix = [[4, 0, 0], [12, 37, 0], [-16, -43, 98]];
        double[] rightSide = [4 + 24 - 48, 12 + 74 - 129, -16 - 86 + 294];

        Assert.True(Cholesky.TrySolve(matrix, rightSide));

        Assert.Equal([1, 2, 3], rightSide.Select(x => Math.Round(x, 9)));
        Assert.Equal([2.0], matrix[0][..1]);
        Assert.Equal([6.0, 1], matrix[1][..2]);
        Assert.Equal([-8.0, 5, 3], matrix[2]);
    }

    [Fact]
    public void A_singular_matrix_is_reported()
    {
        Assert.False(Cholesky.TrySolve([[1, 0], [1, 1]], [1, 1]));
    }
}
