namespace RetrainGrains.Cli.Drifting;

/// <summary>How a column is compared: two distinct values are binary, and are categories too.</summary>
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

/// <summary>A column that is not compared, and why.</summary>
public sealed record LeftOutColumn(string Column, string Reason);

/// <summary>How many rows a side has, and how many of them were drawn.</summary>
public sealed record SampledRows(long Rows, int Compared);

/// <summary>Both samples in columns.</summary>
internal sealed record ComparedSamples(
    ImmutableArray<ComparedColumn> Columns, ImmutableArray<LeftOutColumn> LeftOut, SampledRows Reference,
    SampledRows Current);
