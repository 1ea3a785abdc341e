using RetrainGrains.Gateway.Telemetry;
using RetrainGrains.Storage;

namespace RetrainGrains.Gateway.Availability;

/// <summary>
/// The log of predictions as gateways write it: a model is told when outcomes that had come before their predictions
/// were joined with them, as it is told of outcomes that come later.
/// </summary>
public sealed class PredictionLog(IObservationLog log, OutcomeHints hints)
{
    /// <summary>Appends predictions and returns after the commit with a status for each.</summary>
    public async Task<IReadOnlyList<RecordStatus>> AppendAsync(string modelId, IReadOnlyList<PredictionRow> rows)
    {
        var appended = await log.AppendPredictionsAsync(modelId, rows);
        if (appended.Joined > 0)
        {
            GatewayMeter.Outcomes.Add(appended.Joined);
            await hints.SendAsync(modelId);
        }
        return appended.Statuses;
    }
}
