namespace Grpc.Protocol;

/// <summary>Joins two tokens, at no cost when one of them can never fire.</summary>
internal static class LinkedTokens
{
    public static CancellationTokenSource? Join(
        CancellationToken first, CancellationToken second, out CancellationToken joined)
    {
        if (first.CanBeCanceled && second.CanBeCanceled && first != second)
        {
            var source = CancellationTokenSource.CreateLinkedTokenSource(first, second);
            joined = source.Token;
            return source;
        }
        joined = first.CanBeCanceled ? first : second;
        return null;
    }
}
