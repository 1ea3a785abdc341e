using Grpc.Core;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Gateway.Requests;

/// <summary>
/// The parts of rows that REST could not read, by the rows' places in their request: they go with the request to
/// whoever judges its rows, for the fault of one row is no fault of the others.
/// </summary>
internal sealed class UnreadRows
{
    private readonly Dictionary<int, ImmutableArray<Problem>> rows = [];

    public int Count => rows.Count;

    public void Add(int row, ImmutableArray<Problem> problems) => rows[row] = problems;

    /// <summary>Finds those of a call; null where everything was read, as it always is over gRPC.</summary>
    public static UnreadRows? Of(ServerCallContext context) => context.GetHttpContext().Features.Get<UnreadRows>();

    /// <summary>Returns what of a row could not be read; null when nothing is amiss.</summary>
    public ImmutableArray<Problem>? At(int row) => rows.TryGetValue(row, out var problems) ? problems : null;
}
