using Grpc.Core;

namespace RetrainGrains.Gateway.Services;

/// <summary>Carries a refusal to the edge, where it becomes a status or a problem document.</summary>
internal sealed class RefusedException(Refusal refusal)
    : RpcException(new Status(Failures.CodeOf(refusal.Kind), Shorten(refusal.ToString())))
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
