namespace Grpc.Net.Client;

/// <summary>How a channel sends its calls.</summary>
public sealed class GrpcChannelOptions
{
    /// <summary>Bytes of one response, before and after decompression. Default 4 MB; null means no limit.</summary>
    public int? MaxReceiveMessageSize { get; set; } = 4 * 1024 * 1024;

    /// <summary>Bytes of one request before compression. Default null: no limit.</summary>
    public int? MaxSendMessageSize { get; set; }

    /// <summary>Sends the requests; null makes a handler that the channel owns.</summary>
    public HttpMessageHandler? HttpHandler { get; set; }

    /// <summary>Sends the requests instead of <see cref="HttpHandler"/>; only one of the two may be set.</summary>
    public HttpClient? HttpClient { get; set; }

    /// <summary>Whether disposing the channel disposes the given handler or client. Default false.</summary>
    public bool DisposeHttpClient { get; set; }

    /// <summary>Whether a call that its caller cancels throws <see cref="OperationCanceledException"/>.</summary>
    public bool ThrowOperationCanceledOnCancellation { get; set; }

    internal TimeProvider Time { get; set; } = TimeProvider.System;
}
