using Grpc.Core;
using RetrainGrains.Fleet.Contracts;

namespace RetrainGrains.Gateway.Failures;

/// <summary>Carries a refusal to the edge, where it becomes a status or a problem document.</summary>
internal sealed class RefusedException(Refusal refusal)
    : RpcException(new Status(FailureStatus.CodeOf(refusal.Kind), Shorten(refusal.ToString())))
{
    // The text travels in a trailer, and clients take 8 KB of those as a rule.
    private const int TextLengthMax = 3_000;

    public Refusal Refusal { get; } = refusal;

    private static string Shorten(string text)
    {
        if (text.Length <= TextLengthMax) return text;
        var end = text.LastIndexOf(Environment.NewLine, TextLengthMax, StringComparison.Ordinal);
        return $"{text[..(end > 0 ? end : TextLengthMax)]}{Environment.NewLine}… and more";
    }
}


/// <summary>Turns answers as values into answers as a transport gives them.</summary>
internal static class AnswerExtensions
{
    public static T OrRefuse<T>(this Answer<T> answer) where T : class =>
        answer.Value ?? throw new RefusedException(answer.Refusal!);
}
