using Google.Rpc;
using Grpc.Core;

namespace RetrainGrains.Client;

/// <summary>A field of a request that broke a rule, with its value and the rule in words.</summary>
public sealed record FieldProblem(string Field, string Description);

/// <summary>The failure of a call: its code, the server's words, and every field that broke a rule.</summary>
public sealed class RetrainException : Exception
{
    private const string DetailsKey = "grpc-status-details-bin";

    internal RetrainException(RpcException error) : base(error.Status.Detail, error)
    {
        Code = error.StatusCode;
        Problems = ProblemsOf(error.Trailers);
    }

    public StatusCode Code { get; }

    /// <summary>The fields that broke a rule; empty where the request was well formed.</summary>
    public ImmutableArray<FieldProblem> Problems { get; }

    /// <summary>
    /// Returns true where the call may have been carried out or not: repeating it under the same request id, or the
    /// same prediction id and time, is safe and finds out.
    /// </summary>
    public bool IsUncertain => Code is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Cancelled;

    private static ImmutableArray<FieldProblem> ProblemsOf(Metadata trailers)
    {
        if (trailers.GetValueBytes(DetailsKey) is not { } bytes) return [];
        var details = Google.Rpc.Status.Parser.ParseFrom(bytes).Details;
        return
        [
            .. details.Where(detail => detail.Is(BadRequest.Descriptor))
                .SelectMany(detail => detail.Unpack<BadRequest>().FieldViolations)
                .Select(violation => new FieldProblem(violation.Field, violation.Description)),
        ];
    }
}
