using RetrainGrains.Sources.Files;

namespace RetrainGrains.Cli.Client.Serving;

/// <summary>The columns of a file of predictions.</summary>
internal static class PredictedColumns
{
    /// <summary>
    /// Returns each row's id, its number or its class with the probability of each class, and the version that
    /// predicted it.
    /// </summary>
    public static IReadOnlyList<FileColumn> Of(
        IReadOnlyList<V1.Prediction> predictions, IReadOnlyList<string> versions, V1.Schema schema)
    {
        var id = FileColumn.Of("prediction_id", predictions.Select(prediction => prediction.PredictionId));
        var version = FileColumn.Of("version", versions);
        if (schema.Classes.Count == 0)
            return [id, FileColumn.Of("prediction", predictions.Select(prediction => prediction.Value)), version];
        return
        [
            id,
            FileColumn.Of("prediction", predictions.Select(prediction => prediction.Label)),
            .. schema.Classes.Select((name, i) => FileColumn.Of(
                $"probability of {name}",
                predictions.Select(prediction =>
                    i < prediction.Probabilities.Count ? prediction.Probabilities[i] : double.NaN))),
            version,
        ];
    }
}
