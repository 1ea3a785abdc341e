using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Client.Serving;

/// <summary>Shows predictions: one on a line, many in a table.</summary>
internal static class PredictDisplay
{
    public static void Write(CommandOutput output, V1.PredictResponse answer)
    {
        output.WriteLine(
            $"{Told(answer.Prediction)}  (by {answer.Version}, prediction {answer.Prediction.PredictionId})");
        WriteDoubts(output, answer.Logged, answer.Prediction.Fallback ? 1 : 0);
    }

    public static void Write(CommandOutput output, V1.PredictBatchResponse answer)
    {
        var isOfClasses = answer.Predictions.Any(prediction => prediction.Probabilities.Count > 0);
        var table = isOfClasses
            ? new TextTable(">row", "class", ">probability", "prediction")
            : new TextTable(">row", ">value", "prediction");
        foreach (var (index, prediction) in answer.Predictions.Index())
        {
            var row = Shown.Whole(index + 1);
            if (!isOfClasses) table.Row(row, Value(prediction.Value), prediction.PredictionId);
            else table.Row(row, prediction.Label, Highest(prediction), prediction.PredictionId);
        }
        table.WriteTo(output);
        output.WriteLine($"{Shown.Whole(answer.Predictions.Count)} predictions by {answer.Version}");
        WriteDoubts(output, answer.Logged, answer.Predictions.Count(prediction => prediction.Fallback));
    }

    /// <summary>Says what was written to a file.</summary>
    public static void WriteSummary(CommandOutput output, V1.PredictBatchResponse answer, string path)
    {
        output.WriteLine(
            $"{Shown.Whole(answer.Predictions.Count)} predictions by {answer.Version} are written to {path}");
        WriteDoubts(output, answer.Logged, answer.Predictions.Count(prediction => prediction.Fallback));
    }

    private static string Told(V1.Prediction prediction) => prediction.Probabilities.Count == 0
        ? Value(prediction.Value)
        : $"{prediction.Label}, {Highest(prediction)}";

    // As precise as single precision, in which features are kept.
    private static string Value(double value) => value.ToString("G7", CultureInfo.InvariantCulture);

    private static string Highest(V1.Prediction prediction) =>
        Formatted.Percent(prediction.Probabilities.DefaultIfEmpty(double.NaN).Max());

    private static void WriteDoubts(CommandOutput output, bool isLogged, int fallbacks)
    {
        if (!isLogged)
        {
            output.Errors.WriteLine(
                "Not logged yet: the policy does not wait for it (serving.durable), or the database is away.");
        }
        if (fallbacks > 0)
        {
            output.Errors.WriteLine(
                $"{fallbacks} without the worker that has a part in it: it did not answer in time.");
        }
    }
}
