namespace RetrainGrains.Gateway;

/// <summary>What a host may choose about its gateway.</summary>
public sealed record GatewayOptions
{
    /// <summary>Bytes of one request, over gRPC and REST; more is refused before it is read.</summary>
    public int RequestBytesMax { get; init; } = 10 << 20;

    /// <summary>Makes the ids that callers leave out. A replay counts instead.</summary>
    public Func<string> NewId { get; init; } = static () => Guid.CreateVersion7().ToString("N");

    internal void Validate()
    {
        if (RequestBytesMax is >= 1 << 10 and <= 1 << 30) return;
        throw new ArgumentException(
            $"{nameof(GatewayOptions)}.{nameof(RequestBytesMax)} is {RequestBytesMax}; it must be 1 KiB to 1 GiB.");
    }
}
