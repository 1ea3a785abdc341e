using System.Text;

namespace RetrainGrains.Malformed;

/// <summary>Headers of HTTP/1.1 that no client would send, on connections of their own.</summary>
internal sealed class HeaderAttack(Uri server) : IAttack
{
    private const int LongMax = 60_000;
    private const int ManyMax = 300;

    public string Name => "headers";
    public int Share => 50;

    public async Task<string> SendAsync(Random chance, CancellationToken cancellation)
    {
        using var connection = await RawConnection.OpenAsync(server, cancellation);
        await connection.SendAsync(Request(chance), cancellation);
        connection.EndSending();
        return await connection.StatusAsync(cancellation);
    }

    private static byte[] Request(Random chance)
    {
        var known = $"Host: localhost\r\nAuthorization: Bearer {TargetServer.Secret}\r\n";
        var line = "POST /v1/models/plant:predict HTTP/1.1\r\n";
        var headers = chance.Next(12) switch
        {
            0 => "Content-Length: -1\r\n",
            1 => "Content-Length: 5\r\nContent-Length: 6\r\n",
            2 => "Content-Length: 99999999999999999999\r\n",
            3 => "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n",
            4 => "Transfer-Encoding: gzip, chunked, x\r\n",
            5 => $"X: {new string('a', chance.Next(LongMax))}\r\n",
            6 => string.Concat(Enumerable.Range(0, chance.Next(ManyMax)).Select(i => $"X-{i}: 1\r\n")),
            7 => "No colon here\r\n",
            8 => " : \r\n\tfolded\r\n",
            9 => "Authorization: Bearer \u00e9\u0001\r\nAuthorization: Basic ====\r\n",
            10 => "Expect: 100-continue\r\nUpgrade: h2c, websocket\r\nConnection: Upgrade, close\r\n",
            _ => "Transfer-Encoding: chunked\r\n",
        };
        var body = chance.Next(4) switch
        {
            0 => "ZZ\r\n{}\r\n0\r\n\r\n",
            1 => "FFFFFFFFFFFFFFFFFF\r\n",
            2 => "2\r\n{}\r\n0\r\n\r\n",
            _ => "{}",
        };
        var bytes = Encoding.Latin1.GetBytes(line + known + headers + "\r\n" + body);
        return chance.Next(4) == 0 ? ByteMutation.Mutate(bytes, chance) : bytes;
    }
}
