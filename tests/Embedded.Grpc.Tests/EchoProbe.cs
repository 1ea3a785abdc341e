using Grpc.Core;

namespace Embedded.Grpc.Tests;

/// <summary>What the echo service lets a test see of the server's side.</summary>
public sealed class EchoProbe
{
    private volatile int _written;

    public TaskCompletionSource<DateTime> Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Runs inside the handler of Unary.</summary>
    public Action<ServerCallContext> Inspect { get; set; } = _ => { };

    public Action<EchoService> Serving { get; set; } = _ => { };

    /// <summary>Makes Collect refuse before it has read anything.</summary>
    public bool RefuseStreams { get; set; }

    public int Written
    {
        get => _written;
        set => _written = value;
    }
}
