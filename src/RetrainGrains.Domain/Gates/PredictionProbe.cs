namespace RetrainGrains.Domain.Gates;

/// <summary>The range of a version's predictions on recent rows, and the range of their outcomes.</summary>
public sealed record PredictionProbe(
    int Rows, int NotFinite, double PredictionLow, double PredictionHigh, double OutcomeLow, double OutcomeHigh)
{
    public static PredictionProbe None { get; } = new(0, 0, 0, 0, 0, 0);

    public static PredictionProbe Of(ReadOnlySpan<double> predictions, ReadOnlySpan<double> outcomes)
    {
        if (predictions.IsEmpty) return None;
        var probe = new PredictionProbe(
            predictions.Length, 0, double.MaxValue, double.MinValue, double.MaxValue, double.MinValue);
        for (var i = 0; i < predictions.Length; i++)
        {
            if (!double.IsFinite(predictions[i]))
            {
                probe = probe with { NotFinite = probe.NotFinite + 1 };
                continue;
            }
            probe = probe with
            {
                PredictionLow = Math.Min(probe.PredictionLow, predictions[i]),
                PredictionHigh = Math.Max(probe.PredictionHigh, predictions[i]),
                OutcomeLow = Math.Min(probe.OutcomeLow, outcomes[i]),
                OutcomeHigh = Math.Max(probe.OutcomeHigh, outcomes[i]),
            };
        }
        return probe;
    }
}
