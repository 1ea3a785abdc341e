using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RetrainGrains.Malformed;

/// <summary>A connection on which bytes are sent as they are.</summary>
internal sealed class RawConnection : IDisposable
{
    private const int AnswerMax = 4_096;

    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
    {
        NoDelay = true,
        // Closed at once: a million connections that linger would use up the ports.
        LingerState = new LingerOption(true, 0),
    };

    private RawConnection()
    {
    }

    public static async Task<RawConnection> OpenAsync(Uri server, CancellationToken cancellation)
    {
        var connection = new RawConnection();
        await connection.socket.ConnectAsync(IPAddress.Loopback, server.Port, cancellation);
        return connection;
    }

    /// <summary>Sends bytes; false when the server has closed the connection already.</summary>
    public async Task<bool> SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        try
        {
            await socket.SendAsync(bytes, cancellation);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Tells the server that nothing more will come.</summary>
    public void EndSending()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // It has closed already: as well.
        }
    }

    /// <summary>Reads what is answered first; empty when the connection is closed without.</summary>
    public async Task<byte[]> ReadAsync(CancellationToken cancellation)
    {
        var answer = new byte[AnswerMax];
        try
        {
            return answer[..await socket.ReceiveAsync(answer, cancellation)];
        }
        catch (SocketException)
        {
            return [];
        }
    }

    /// <summary>Reads the status of an HTTP/1.1 answer.</summary>
    public async Task<string> StatusAsync(CancellationToken cancellation)
    {
        var answer = Encoding.Latin1.GetString(await ReadAsync(cancellation));
        return answer.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) ? $"HTTP {answer[9..12]}"
            : answer.Length == 0 ? "the connection was closed"
            : "no HTTP";
    }

    public void Dispose() => socket.Dispose();
}
