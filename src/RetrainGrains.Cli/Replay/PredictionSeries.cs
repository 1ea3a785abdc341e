using RetrainGrains.Sources;

namespace RetrainGrains.Cli.Replay;

/// <summary>
/// The predictions and outcomes of the served rows, in time order, as parallel arrays. NaN: no prediction was given, or
/// no outcome is known; such rows are counted but not scored.
/// </summary>
public sealed record PredictionSeries(DateTimeOffset[] Times, double[] Predictions, double[] Outcomes)
{
    public int Count => Times.Length;

    /// <summary>The served rows of a stream, still without predictions.</summary>
    public static PredictionSeries Unanswered(ObservationStream stream)
    {
        var served = stream.Served;
        var series = new PredictionSeries(
            new DateTimeOffset[served.Length], new double[served.Length], new double[served.Length]);
        for (var i = 0; i < served.Length; i++)
        {
            series.Times[i] = served[i].At;
            series.Predictions[i] = double.NaN;
            series.Outcomes[i] = served[i].Outcome;
        }
        return series;
    }
}
