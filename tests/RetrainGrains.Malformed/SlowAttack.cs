using System.Text;

namespace RetrainGrains.Malformed;

/// <summary>Requests that begin and do not go on: headers that never end, and bodies of which a little comes.</summary>
internal sealed class SlowAttack(Uri server)
{
    public static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(30);

    /// <summary>Begins one, and waits for the server to end it.</summary>
    public async Task<string> SendAsync(bool inBody, CancellationToken cancellation)
    {
        using var connection = await RawConnection.OpenAsync(server, cancellation);
        var head = "POST /v1/models/plant:predict HTTP/1.1\r\nHost: localhost\r\n"
            + $"Authorization: Bearer {TargetServer.Secret}\r\n";
        var text = inBody ? head + "Content-Length: 1000\r\n\r\n{\"row\":" : head + "X-Slow: 1\r\n";
        await connection.SendAsync(Encoding.ASCII.GetBytes(text), cancellation);
        return await connection.StatusAsync(cancellation);
    }
}
