using System.Globalization;

namespace RetrainGrains.Learning.Importing;

/// <summary>Reads the base score of each output.</summary>
/// <remarks>
/// Up to version 3.0 it is one number for all; from 3.1 on an array in a text, "[1.2E-1,3.4E-1,5.4E-1]". Several
/// classes have theirs as scores, without a link (dmlc/xgboost#12426).
/// </remarks>
internal static class XGBoostBaseScore
{
    public static double[] Read(ModelField field, int outputs)
    {
        var parts = field.Text.Trim('[', ']').Split(',');
        var scores = new double[parts.Length];
        var isRead = parts.Length == 1 || parts.Length == outputs;
        for (var i = 0; i < parts.Length; i++)
        {
            isRead &= double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out scores[i]);
        }

        if (!isRead)
        {
            throw field.Error($"is '{field.Text}'; it must be one number"
                + (outputs > 1 ? $", or one for each of the {outputs} classes" : ""));
        }

        return scores.Length == outputs ? scores : [.. Enumerable.Repeat(scores[0], outputs)];
    }
}
