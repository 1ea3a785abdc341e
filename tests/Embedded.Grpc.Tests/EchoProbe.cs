using System.Collections.Concurrent;
using Grpc.Core;

namespace Embedded.Grpc.Tests;

/// <summary>What the echo service lets a test see of the server's side.</summary>
public sealed class EchoProbe
{
    private volatile int _written;

    public TaskCompletionSource<DateTime> Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ConcurrentQueue<ServerCallContext> Contexts { get; } = [];

    public int Written
    {
        get => _written;
        set => _written = value;
    }
}
