namespace RetrainGrains.Cli.Drift;

/// <summary>The kind of a column: two distinct values are binary, and are categories too.</summary>
public enum ColumnType
{
    Numeric = 0,
    Categorical = 1,
    Binary = 2,
}

/// <summary>A column in both samples, row by row; categories are codes from 0, a missing value is NaN.</summary>
internal sealed record ComparedColumn(
    string Name, ColumnType Type, ImmutableArray<string> Categories, double[] Reference, double[] Current)
{
    public bool IsNumeric => Type == ColumnType.Numeric;

    public double[] PresentReference => Present(Reference);

    public double[] PresentCurrent => Present(Current);

    private static double[] Present(double[] column) => [.. column.Where(value => !double.IsNaN(value))];
}
