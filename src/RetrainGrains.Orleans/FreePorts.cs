using System.Net;
using System.Net.Sockets;

namespace RetrainGrains.Orleans;

/// <summary>The ports of this machine that nothing listens on.</summary>
internal static class FreePorts
{
    public static int Take()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
