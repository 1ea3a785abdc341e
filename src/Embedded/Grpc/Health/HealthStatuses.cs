using System.Threading.Channels;
using Grpc.Core;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Grpc.AspNetCore.HealthChecks;

/// <summary>The last published status of every service, and those who watch them change.</summary>
internal sealed class HealthStatuses
{
    // A watcher holds a stream open for hours; more than this is an attack or a mistake.
    private const int MostWatchers = 1000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, ServingStatus> _statuses = new(StringComparer.Ordinal);
    private readonly List<Watcher> _watchers = [];

    public void Set(string service, ServingStatus status)
    {
        lock (_gate)
        {
            if (_statuses.TryGetValue(service, out var known) && known == status)
            {
                return;
            }
            _statuses[service] = status;
            foreach (var watcher in _watchers.Where(watcher => watcher.Service == service))
            {
                watcher.Changes.Writer.TryWrite(status);
            }
        }
    }

    /// <summary>Begins with the current status; a slow reader is given only the latest one.</summary>
    public Watcher Watch(string service)
    {
        lock (_gate)
        {
            if (_watchers.Count == MostWatchers)
            {
                throw new RpcException(new Status(
                    StatusCode.ResourceExhausted, $"The health of this server has {MostWatchers} watchers already."));
            }
            var watcher = new Watcher(this, service);
            watcher.Changes.Writer.TryWrite(_statuses.GetValueOrDefault(service, ServingStatus.ServiceUnknown));
            _watchers.Add(watcher);
            return watcher;
        }
    }

    /// <summary>One open Watch call.</summary>
    internal sealed class Watcher(HealthStatuses owner, string service) : IDisposable
    {
        public string Service { get; } = service;

        public Channel<ServingStatus> Changes { get; } = Channel.CreateBounded<ServingStatus>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

        public void Dispose()
        {
            lock (owner._gate)
            {
                owner._watchers.Remove(this);
            }
        }
    }
}
