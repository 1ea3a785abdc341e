namespace RetrainGrains.Statistics.Profiles;

/// <summary>How a column's values are to be read; categories come as numbers that only say same or different.</summary>
public enum ColumnKind
{
    Numeric = 0,
    Categorical = 1,
}
