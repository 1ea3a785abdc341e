using RetrainGrains.Domain.Observations;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Sources;

/// <summary>
/// Finds columns that give the target away: a copy of it, anything that rises and falls with it, the parts of which it
/// is the sum, a text that stands for its class. Such a column is mostly known only together with the target.
/// </summary>
internal static class GiveAway
{
    private const int RowsSeenMax = 4_000;
    private const int RowsMin = 30;
    private const string Remedy = "Where it is known only together with the target, it is no feature";

    /// <summary>Returns a sentence for each column, or each few of them.</summary>
    public static ImmutableArray<string> Notes(
        SourceFile source, Table table, List<(Feature Feature, double[] Values)> features, double[] outcomes,
        int[] rows)
    {
        // The newest rows: columns of old ones are often not filled yet.
        int[] seen = [.. rows.Where(row => !double.IsNaN(outcomes[row])).TakeLast(RowsSeenMax)];
        if (seen.Length < RowsMin) return [];
        double[] Pick(double[] values) => Array.ConvertAll(seen, row => values[row]);
        var before = RowGroups.Of(table, source.Key).Derive(outcomes, series => series.ShiftedRows(1));
        var secret = new TargetSecret(source.Target.Task, Pick(outcomes), Pick(before));
        var own = features.Where(column => IsOwnColumn(source, column.Feature.Name)).ToArray();
        var alone = own.Where(column =>
            secret.IsToldBy(Pick(column.Values), column.Feature.Kind == FeatureKind.Categorical)).ToArray();
        var notes = ImmutableArray.CreateBuilder<string>();
        notes.AddRange(alone.Select(column =>
            $"{column.Feature.Name} gives {source.Target.Column} away: it alone tells nearly all of it. {Remedy}"));
        if (source.Target.Task != PredictionTask.Regression || !secret.IsKept) return notes.ToImmutable();
        var others = own.Except(alone).Where(column => column.Feature.Kind == FeatureKind.Numeric)
            .Select(column => (column.Feature.Name, Pick(column.Values))).ToArray();
        if (TargetParts.Find(others, Pick(outcomes)) is { } parts)
            notes.Add($"{parts} is {source.Target.Column}: together they give it away. {Remedy}");
        return notes.ToImmutable();
    }

    // What looks back is held to what is known then.
    private static bool IsOwnColumn(SourceFile source, string name) =>
        source.Features.OfType<ColumnFeature>().Any(feature =>
            feature.Name == name && feature.Column != source.Target.Column);
}
