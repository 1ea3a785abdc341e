using System.IO.Compression;
using Grpc.Protocol;
using Microsoft.Extensions.Options;

namespace Grpc.AspNetCore.Server;

/// <summary>What the calls of one service go by, after the options of all and of this one are merged.</summary>
internal class ServiceSettings
{
    protected ServiceSettings(GrpcServiceOptions all, GrpcServiceOptions own)
    {
        MaxReceiveMessageSize =
            own.MaxReceiveMessageSizeSpecified ? own.MaxReceiveMessageSize
            : all.MaxReceiveMessageSizeSpecified ? all.MaxReceiveMessageSize
            : GrpcServiceOptions.DefaultMaxReceiveMessageSize;
        MaxSendMessageSize = own.MaxSendMessageSizeSpecified ? own.MaxSendMessageSize : all.MaxSendMessageSize;
        EnableDetailedErrors = own.EnableDetailedErrors ?? all.EnableDetailedErrors ?? false;
        var algorithm = own.ResponseCompressionAlgorithm ?? all.ResponseCompressionAlgorithm;
        if (algorithm == MessageEncoding.Gzip)
        {
            Compression = own.ResponseCompressionLevel ?? all.ResponseCompressionLevel ?? CompressionLevel.Fastest;
        }
        Interceptors = [.. all.Interceptors, .. own.Interceptors];
    }

    public int? MaxReceiveMessageSize { get; }

    public int? MaxSendMessageSize { get; }

    public bool EnableDetailedErrors { get; }

    /// <summary>Null when responses go out plain.</summary>
    public CompressionLevel? Compression { get; }

    public IReadOnlyList<InterceptorRegistration> Interceptors { get; }
}

/// <summary>The settings of the calls of one service type.</summary>
internal sealed class ServiceSettings<TService>(
    IOptions<GrpcServiceOptions> all, IOptions<GrpcServiceOptions<TService>> own)
    : ServiceSettings(all.Value, own.Value)
    where TService : class;
