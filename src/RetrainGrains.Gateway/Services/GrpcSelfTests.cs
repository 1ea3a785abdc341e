using Grpc.Core;
using RetrainGrains.Gateway.Mapping;
using RetrainGrains.Gateway.SelfTests;

namespace RetrainGrains.Gateway.Services;

/// <summary>The gRPC service of self-tests.</summary>
internal sealed class GrpcSelfTests(SelfTestService service) : V1.SelfTests.SelfTestsBase
{
    public override async Task<V1.SelfTestReport> Run(V1.RunSelfTestRequest request, ServerCallContext context)
    {
        var call = Call.Of(context);
        return (await service.RunAsync(request.Timeout.ToSpan(), call.By, call.Cancellation)).ToWire();
    }
}
