using RetrainGrains.Statistics.Profiles;

namespace RetrainGrains.Cli.Drift;

/// <summary>Compares the columns of two samples by the definitions of a profile.</summary>
internal static class ColumnComparison
{
    // NannyML's default: that many chunks of the reference show how far a value strays without drift.
    private const int Chunks = 10;

    public static IReadOnlyDictionary<string, DriftProfile> Tools { get; } = new Dictionary<string, DriftProfile>
    {
        ["evidently"] = DriftProfile.Evidently,
        ["nannyml"] = DriftProfile.NannyMl,
        ["frouros"] = DriftProfile.Frouros,
    };

    /// <summary>A column that a profile's definition cannot take is left out with its reason.</summary>
    public static (ColumnDrift? Drift, LeftOutColumn? LeftOut) Of(
        DriftProfile profile, ComparedColumn column, double? threshold)
    {
        if (column.PresentReference.Length == 0)
            return (null, new LeftOutColumn(column.Name, "the reference has no values"));
        if (column.PresentCurrent.Length == 0)
            return (null, new LeftOutColumn(column.Name, "the current sample has no values"));
        try
        {
            return (Compare(profile, column, threshold), null);
        }
        catch (ArgumentException error)
        {
            return (null, new LeftOutColumn(column.Name, $"{profile.Name}: {error.Message}"));
        }
    }

    public static double MissingShare(double[] column) => (double)column.Count(double.IsNaN) / column.Length;

    private static ColumnDrift Compare(DriftProfile profile, ComparedColumn column, double? threshold)
    {
        var (reference, current) = (column.PresentReference, column.PresentCurrent);
        var kind = column.IsNumeric ? ColumnKind.Numeric : ColumnKind.Categorical;
        var report = profile.Compare(reference, current, kind, threshold: threshold);
        var drifted = report.Drifted;
        if (report is { Threshold: null } && profile == DriftProfile.NannyMl)
        {
            var limit = ChunkLimit(profile, reference, kind);
            (report, drifted) = (report with { Threshold = limit }, report.Value >= limit);
        }
        var isTest = report.PValue is not null;
        return new ColumnDrift(
            column.Name, column.Type, report.Statistic.ToString(), report.Value, isTest ? null : report.Threshold,
            report.PValue, isTest ? report.Threshold : null, drifted, MissingShare(column.Reference),
            MissingShare(column.Current));
    }

    // Its distances have an upper limit only.
    private static double ChunkLimit(DriftProfile profile, double[] reference, ColumnKind kind)
    {
        var size = reference.Length / Chunks;
        if (size < 1)
            throw new ArgumentException($"the reference has {reference.Length} values; {Chunks} chunks are needed");
        var values = Enumerable.Range(0, Chunks).Select(chunk =>
        {
            var end = chunk == Chunks - 1 ? reference.Length : (chunk + 1) * size;
            return profile.Compare(reference, reference[(chunk * size)..end], kind).Value;
        });
        return ChunkThreshold.Of(values.ToArray()).Upper!.Value;
    }
}
