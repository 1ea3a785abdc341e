using System.Runtime.CompilerServices;

namespace RetrainGrains.Client;

public sealed partial class RetrainClient
{
    /// <summary>
    /// Lets every model look and decide, in the order of their ids; with <paramref name="dryRun"/> nothing is started
    /// or stored, and the answers say what would be retrained.
    /// </summary>
    public async IAsyncEnumerable<V1.FleetAnswer> CheckAllAsync(
        bool dryRun = false, string modelPrefix = "", string modelType = "", string? requestId = null,
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var request = new V1.CheckAllRequest
        {
            Models = new V1.FleetChoice { ModelPrefix = modelPrefix, ModelType = modelType },
            DryRun = dryRun,
            RequestId = Id(requestId),
        };
        using var call = Fleet.CheckAll(request, cancellationToken: cancellation);
        while (await NextAsync(call.ResponseStream, cancellation)) yield return call.ResponseStream.Current;
    }

    /// <summary>
    /// Asks every model for a retraining, in the order of their ids; with <paramref name="dryRun"/> the answers say
    /// which runs would start and what holds the others back.
    /// </summary>
    public async IAsyncEnumerable<V1.FleetAnswer> TriggerAllAsync(
        string reason = "", bool force = false, bool emergency = false, bool dryRun = false, string modelPrefix = "",
        string modelType = "", string? requestId = null,
        V1.TriggerSeverity severity = V1.TriggerSeverity.Unspecified,
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var request = new V1.TriggerAllRequest
        {
            Models = new V1.FleetChoice { ModelPrefix = modelPrefix, ModelType = modelType },
            Reason = reason,
            Force = force,
            Emergency = emergency,
            DryRun = dryRun,
            Severity = severity,
            RequestId = Id(requestId),
        };
        using var call = Fleet.TriggerAll(request, cancellationToken: cancellation);
        while (await NextAsync(call.ResponseStream, cancellation)) yield return call.ResponseStream.Current;
    }
}
