using RetrainGrains.Sources.Files;

namespace RetrainGrains.Cli.Replay;

/// <summary>
/// A served row of a replay: what was predicted (of a binary target the probability of 1, of several classes the index
/// of the class) and what came of it. NaN: no version could answer, or the outcome is not known.
/// </summary>
public sealed record ReplayedRow(string Id, DateTimeOffset At, double Prediction, double Outcome)
{
    internal static IReadOnlyList<FileColumn> Columns(ImmutableArray<ModelReport> models)
    {
        (string Model, ReplayedRow Row)[] rows =
            [.. models.SelectMany(model => model.PredictionRows.Select(row => (model.Model, row)))];
        return
        [
            FileColumn.Of("model", rows.Select(row => row.Model)),
            FileColumn.Of("id", rows.Select(row => row.Row.Id)),
            FileColumn.Of("at", rows.Select(row => (DateTimeOffset?)row.Row.At)),
            FileColumn.Of("prediction", rows.Select(row => row.Row.Prediction)),
            FileColumn.Of("outcome", rows.Select(row => row.Row.Outcome)),
        ];
    }
}
