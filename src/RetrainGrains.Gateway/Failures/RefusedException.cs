using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Fleet.Contracts;

namespace RetrainGrains.Gateway.Failures;

/// <summary>
/// Carries a refusal to the edge, where it becomes a status with field violations (google.rpc.BadRequest) or a problem
/// document.
/// </summary>
internal sealed class RefusedException(Refusal refusal, TimeSpan? wait = null)
    : RpcException(
        new Grpc.Core.Status(FailureStatus.CodeOf(refusal.Kind), Shorten(refusal.ToString())), Details(refusal, wait))
{
    private const string DetailsKey = "grpc-status-details-bin";

    // Clients that retry by themselves wait as long as this trailer says.
    private const string PushbackKey = "grpc-retry-pushback-ms";

    // Text and violations travel in trailers, and clients take 8 KB of those as a rule.
    private const int TextLengthMax = 2_000;
    private const int DetailsBytesMax = 3_000;

    public Refusal Refusal { get; } = refusal;

    /// <summary>The time to wait before a second try, in whole seconds as HTTP has it; null: none is known.</summary>
    public string? RetryAfterSeconds { get; } = wait is { } time ? Whole(Math.Ceiling(time.TotalSeconds)) : null;

    private static string Shorten(string text)
    {
        if (text.Length <= TextLengthMax) return text;
        var end = text.LastIndexOf(Environment.NewLine, TextLengthMax, StringComparison.Ordinal);
        return $"{text[..(end > 0 ? end : TextLengthMax)]}{Environment.NewLine}… and more";
    }

    private static string Whole(double number) => number.ToString("0", CultureInfo.InvariantCulture);

    private static Metadata Details(Refusal refusal, TimeSpan? wait)
    {
        var violations = new BadRequest();
        foreach (var problem in refusal.Problems)
        {
            violations.FieldViolations.Add(ToViolation(problem));
            if (violations.CalculateSize() <= DetailsBytesMax) continue;
            violations.FieldViolations.RemoveAt(violations.FieldViolations.Count - 1);
            break;
        }
        var status = new Google.Rpc.Status
        {
            Code = (int)FailureStatus.CodeOf(refusal.Kind), Details = { Any.Pack(violations) },
        };
        if (wait is not { } time) return new Metadata { { DetailsKey, status.ToByteArray() } };
        status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(time) }));
        return new Metadata
        {
            { DetailsKey, status.ToByteArray() }, { PushbackKey, Whole(Math.Ceiling(time.TotalMilliseconds)) },
        };
    }

    private static BadRequest.Types.FieldViolation ToViolation(Problem problem) =>
        new() { Field = problem.Field, Description = $"'{problem.Value}' {problem.Rule}" };
}


/// <summary>Turns answers as values into answers as a transport gives them.</summary>
internal static class AnswerExtensions
{
    public static T OrRefuse<T>(this Answer<T> answer) where T : class =>
        answer.Value ?? throw new RefusedException(answer.Refusal!);
}
