using System.IO.Compression;

namespace Grpc.AspNetCore.Server;

/// <summary>Limits and behaviour of gRPC services, for all of them or for one.</summary>
public class GrpcServiceOptions
{
    internal const int DefaultMaxReceiveMessageSize = 4 * 1024 * 1024;

    private int? _maxReceiveMessageSize;
    private int? _maxSendMessageSize;

    /// <summary>Bytes of one message, before and after decompression. Default 4 MB; null means no limit.</summary>
    public int? MaxReceiveMessageSize
    {
        get => _maxReceiveMessageSize;
        set => (_maxReceiveMessageSize, MaxReceiveMessageSizeSpecified) = (value, true);
    }

    /// <summary>Bytes of one message before compression. Default null: no limit.</summary>
    public int? MaxSendMessageSize
    {
        get => _maxSendMessageSize;
        set => (_maxSendMessageSize, MaxSendMessageSizeSpecified) = (value, true);
    }

    /// <summary>Whether a caller is told the type and message of an unexpected exception. Default false.</summary>
    public bool? EnableDetailedErrors { get; set; }

    /// <summary>"gzip" compresses responses to callers that accept it; null leaves them plain.</summary>
    public string? ResponseCompressionAlgorithm { get; set; }

    public CompressionLevel? ResponseCompressionLevel { get; set; }

    public InterceptorCollection Interceptors { get; } = [];

    internal bool MaxReceiveMessageSizeSpecified { get; private set; }

    internal bool MaxSendMessageSizeSpecified { get; private set; }
}

/// <summary>Options of one service, which win over the options of all.</summary>
public class GrpcServiceOptions<TService> : GrpcServiceOptions where TService : class;
