using System.Net;

namespace Orleans.Runtime;

/// <summary>Which silo this is.</summary>
public interface ILocalSiloDetails
{
    string Name { get; }
    SiloAddress SiloAddress { get; }
}

/// <summary>The only silo there is; nobody reaches it from outside, so it has no port.</summary>
internal sealed class OnlySilo : ILocalSiloDetails
{
    public string Name => "Silo";
    public SiloAddress SiloAddress { get; } = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 0), 1);
}
