using RetrainGrains.Domain.Observations;

namespace RetrainGrains.Sources;

/// <summary>Finds features that say nothing, or little, because of how they are written.</summary>
internal static class FeatureNotes
{
    // Less is a gap here and there; more is a distance that the rows do not have.
    private const double PresentShareMin = 0.9;

    /// <summary>Returns a sentence for each of them.</summary>
    public static IEnumerable<string> Of(
        SourceFile source, List<(Feature Feature, double[] Values)> columns, int[] rows)
    {
        foreach (var (feature, values) in columns)
        {
            var present = rows.Count(row => !double.IsNaN(values[row]));
            var looksBack = source.Features.FirstOrDefault(one => one.Name == feature.Name)
                is LagFeature { CountsRows: false } or ChangeFeature { CountsRows: false };
            var remedy = looksBack ? "; \"rows\" in place of \"steps\" counts rows, whatever their times" : "";
            if (present == 0) yield return $"{feature.Name} has no value in any row{remedy}";
            else if (looksBack && present < rows.Length * PresentShareMin && source.Key.IsEmpty)
            {
                yield return $"{feature.Name} has a value in {Whole(present)} of {Whole(rows.Length)} rows only"
                    + remedy;
            }
        }
    }

    private static string Whole(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
