using Grpc.Core;

namespace Grpc.Net.Client;

/// <summary>How a call ended, and the trailers that came with it.</summary>
internal sealed record CallOutcome(Status Status, Metadata Trailers);
