using Orleans.Runtime.Placement;

namespace RetrainGrains.Orleans;

/// <summary>
/// Ends a placement hint at the actor that it was for: Orleans would hand it on with whatever that one calls, and place
/// by it all that these calls bring to life.
/// </summary>
internal sealed class PlacementHintEnd : IIncomingGrainCallFilter
{
    public Task Invoke(IIncomingGrainCallContext context)
    {
        RequestContext.Remove(IPlacementDirector.PlacementHintKey);
        return context.Invoke();
    }
}
