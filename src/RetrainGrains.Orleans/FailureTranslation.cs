using Orleans.Runtime.Messaging;
using RetrainGrains.Fleet;

namespace RetrainGrains.Orleans;

/// <summary>Gives what Orleans throws the names that the fleet's callers know.</summary>
internal sealed class FailureTranslation : IOutgoingGrainCallFilter
{
    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        try
        {
            await context.Invoke();
        }
        catch (Exception error) when (Translated(error) is { } translated)
        {
            throw translated;
        }
    }

    /// <summary>
    /// Finds the common name of a failure; null for failures that are the actor's own, and for those that have a common
    /// name already.
    /// </summary>
    internal static Exception? Translated(Exception error) => error switch
    {
        LimitExceededException => new FleetBusyException(error.Message, error),
        OrleansMessageRejectionException or ConnectionFailedException or GatewayTooBusyException
            or SiloUnavailableException => new FleetUnavailableException(error.Message, error),
        _ => null,
    };
}
