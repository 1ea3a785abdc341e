namespace RetrainGrains.Statistics.Profiles;

/// <summary>The reading of a column's values; categories come as numbers that only say same or different.</summary>
public enum ColumnKind
{
    Numeric = 0,
    Categorical = 1,
}
