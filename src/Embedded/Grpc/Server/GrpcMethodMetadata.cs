using Grpc.Core;

namespace Grpc.AspNetCore.Server;

/// <summary>Tells middleware which gRPC method an endpoint serves.</summary>
public sealed class GrpcMethodMetadata(Type serviceType, IMethod method)
{
    public Type ServiceType { get; } = serviceType;

    public IMethod Method { get; } = method;
}
