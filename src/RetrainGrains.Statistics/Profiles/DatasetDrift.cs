namespace RetrainGrains.Statistics.Profiles;

/// <summary>The verdict of Evidently on a data set: drifted when at least half of its columns are.</summary>
public sealed record DatasetDrift(int DriftedColumns, int Columns, bool Drifted)
{
    public double Share => (double)DriftedColumns / Columns;

    public static DatasetDrift Of(IReadOnlyCollection<ProfileReport> columns, double share = 0.5)
    {
        if (columns.Count == 0)
        {
            throw new ArgumentException("columns has 0 reports; at least 1 is needed", nameof(columns));
        }
        var drifted = columns.Count(column => column.Drifted == true);
        return new DatasetDrift(drifted, columns.Count, (double)drifted / columns.Count >= share);
    }
}
