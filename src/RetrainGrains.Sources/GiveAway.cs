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

    /// <summary>Returns a sentence for each column, or for those that do it together.</summary>
    public static IEnumerable<string> Notes(
        SourceFile source, Table table, List<(Feature Feature, double[] Values)> features, double[] outcomes,
        int[] rows) =>
        Find(source, table, features, outcomes, rows).Select(found => $"{found.Sentence}. {Remedy}");

    /// <summary>Finds the features that are such columns, each alone or together with others.</summary>
    public static ImmutableArray<(ImmutableArray<string> Names, string Sentence)> Find(
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
        var found = ImmutableArray.CreateBuilder<(ImmutableArray<string>, string)>();
        if (source.Target.Task == PredictionTask.Regression && secret.IsKept)
        {
            var numbers = own.Where(column => column.Feature.Kind == FeatureKind.Numeric)
                .Select(column => (column.Feature.Name, Pick(column.Values))).ToArray();
            if (TargetParts.Find(numbers, Pick(outcomes)) is { } made)
                found.Add((made.Names, $"{made.Told} is {source.Target.Column}: together they give it away"));
        }
        var parts = found.SelectMany(one => one.Item1).ToHashSet();
        foreach (var (feature, values) in own.Where(column => !parts.Contains(column.Feature.Name)))
        {
            if (!secret.IsToldBy(Pick(values), feature.Kind == FeatureKind.Categorical)) continue;
            found.Add((
                [feature.Name],
                $"{feature.Name} gives {source.Target.Column} away: it alone tells nearly all of it"));
        }
        return found.ToImmutable();
    }

    // What looks back is held to what is known then.
    private static bool IsOwnColumn(SourceFile source, string name) =>
        source.Features.OfType<ColumnFeature>().Any(feature =>
            feature.Name == name && feature.Column != source.Target.Column);
}
