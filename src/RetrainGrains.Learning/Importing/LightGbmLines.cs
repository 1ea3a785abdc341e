using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Importing;

/// <summary>
/// Reads the linear models that the leaves of a LightGBM tree have after a training with "linear_tree".
/// </summary>
internal static class LightGbmLines
{
    public static LeafLine[] Read(LightGbmSection section, ImportedFeatures features, int leafCount)
    {
        var constants = section.Doubles("leaf_const", leafCount);
        var counts = section.Int32s("num_features", leafCount);
        if (Array.Find(counts, count => count < 0) is < 0 and var negative)
        {
            throw new ImportException($"{section.Name} has a leaf with {negative} features; it must be at least zero.");
        }

        var total = counts.Sum(count => (long)count);
        if (total > Array.MaxLength) throw new ImportException($"{section.Name} has {total} features in its leaves.");
        var numbers = total == 0 ? [] : section.Int32s("leaf_features", (int)total);
        var coefficients = total == 0 ? [] : section.Doubles("leaf_coeff", (int)total);
        var lines = new LeafLine[leafCount];
        var next = 0;
        for (var leaf = 0; leaf < lines.Length; leaf++)
        {
            var terms = new LeafTerm[counts[leaf]];
            for (var i = 0; i < terms.Length; i++, next++)
            {
                var index = features.IndexOf(numbers[next], section.Name);
                terms[i] = new LeafTerm((ushort)index, Finite(coefficients[next], section.Name, leaf));
            }

            lines[leaf] = new LeafLine(Finite(constants[leaf], section.Name, leaf), terms);
        }

        return lines;
    }

    private static double Finite(double number, string where, int leaf) => double.IsFinite(number)
        ? number
        : throw new ImportException($"{where}, leaf {leaf} has {number} in its linear model; it must be finite.");
}
