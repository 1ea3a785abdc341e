using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Sources;

/// <summary>
/// The rules of source files whose rows are read one after the other: a row is made of its own line, and of no other.
/// </summary>
public static class HistoryFileRules
{
    private const string Remedy =
        "import the file by the command line, which reads it whole, or write a file whose lines hold what a row needs";

    /// <summary>Finds all that needs other lines than the row's own.</summary>
    public static IEnumerable<Problem> Check(SourceFile source)
    {
        if (source.Joins.Length > 0)
            yield return Whole("join", string.Join(", ", source.Joins.Select(join => join.File)), "other files");
        if (source.Aggregation is { } aggregation) yield return Whole("aggregate", aggregation.Step, "several lines");
        if (source.Horizon > TimeSpan.Zero) yield return Whole("horizon", source.Horizon, "a later line");
        if (source.HorizonRows is { } rows) yield return Whole("horizonRows", rows, "a later line");
        for (var i = 0; i < source.Features.Length; i++)
        {
            var feature = source.Features[i];
            var field = $"features[{i}] ({feature.Name})";
            if (KindOf(feature) is { } kind) yield return Whole(field, kind, "earlier lines");
            else if (feature is ColumnFeature column && column.Column == source.Target.Column)
            {
                yield return Problem.Of($"source.{field}", column.Column,
                    "must be no feature of its own row: the target is known after the row's time");
            }
        }
    }

    private static Problem Whole(string field, object value, string needed) =>
        Problem.Of($"source.{field}", value, $"must be left out: it needs {needed}; {Remedy}");

    private static string? KindOf(SourceFeature feature) => feature switch
    {
        LagFeature => "lag",
        ChangeFeature => "change",
        RollingFeature => "rolling",
        LastFeature => "last",
        _ => null,
    };
}
