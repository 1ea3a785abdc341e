using System.Reflection;

namespace RetrainGrains.Fleet.Replay;

/// <summary>An actor as its callers see it: each call of its interface goes into its queue.</summary>
internal class ActorProxy : DispatchProxy
{
    private ReplayActor actor = null!;

    public static T For<T>(ReplayActor actor) where T : class
    {
        var proxy = Create<T, ActorProxy>();
        ((ActorProxy)(object)proxy).actor = actor;
        return proxy;
    }

    protected override object Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var call = ReplayCall.Of(targetMethod!, args!);
        actor.Receive(call);
        return call.Answer;
    }
}
