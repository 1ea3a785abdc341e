using System.Reflection;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>Walks one call through the silo's filters, then the grain's own, then the method.</summary>
internal sealed class IncomingCallContext(Request request, Activation activation) : IIncomingGrainCallContext
{
    private int stage;

    public IInvokable Request => request;

    public object Grain => activation.GrainInstance!;

    public GrainId? SourceId => request.Sender;

    public GrainId TargetId => request.Target;

    public string InterfaceName => request.GetInterfaceName();

    public string MethodName => request.GetMethodName();

    public MethodInfo InterfaceMethod => request.Method.InterfaceMethod;

    public object? Result { get; set; }

    public IGrainContext TargetContext => activation;

    public MethodInfo ImplementationMethod
    {
        get
        {
            var map = Grain.GetType().GetInterfaceMap(request.GetInterfaceType());
            return map.TargetMethods[Array.IndexOf(map.InterfaceMethods, InterfaceMethod)];
        }
    }

    public async Task Invoke()
    {
        var filters = request.Runtime.Filters;
        var next = stage++;
        if (next < filters.Length) await filters[next].Invoke(this);
        else if (next == filters.Length && Grain is IIncomingGrainCallFilter ownFilter) await ownFilter.Invoke(this);
        else
        {
            var task = request.Method.Invoke(Grain, request.Arguments);
            await task;
            Result = request.ResultOf(task);
        }
    }
}
