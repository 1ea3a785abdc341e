using System.Buffers.Binary;
using System.Text;

namespace RetrainGrains.Malformed;

/// <summary>Frames of HTTP/2 that no client would send, and streams that are reset as soon as they are open.</summary>
internal sealed class StreamAttack(Uri server) : IAttack
{
    private const byte Data = 0, Headers = 1, Reset = 3, Settings = 4, WindowUpdate = 8, Continuation = 9;
    private const byte EndHeaders = 4;
    private const int FramesMax = 12;

    private static readonly byte[] Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();

    public string Name => "HTTP/2 frames, resets";
    public int Share => 50;

    public async Task<string> SendAsync(Random chance, CancellationToken cancellation)
    {
        using var connection = await RawConnection.OpenAsync(server, cancellation);
        var bytes = new List<byte>(chance.Next(20) == 0 ? Preface[..chance.Next(Preface.Length)] : Preface);
        Add(bytes, Settings, 0, 0, []);
        var resets = chance.Next(3) == 0;
        for (var (left, stream) = (chance.Next(1, FramesMax), 1); left > 0; left--, stream += 2)
        {
            if (resets)
            {
                Add(bytes, Headers, EndHeaders, stream, Call());
                Add(bytes, Reset, 0, stream, [0, 0, 0, 8]);
            }
            else AddBroken(bytes, stream, chance);
        }
        if (!await connection.SendAsync(bytes.ToArray(), cancellation)) return "the connection was closed";
        connection.EndSending();
        // Settings come first; what matters is that the server ends the connection.
        var answered = 0;
        while (await connection.ReadAsync(cancellation) is { Length: > 0 }) answered++;
        return answered > 0 ? "answered, then closed" : "the connection was closed";
    }

    private static void AddBroken(List<byte> bytes, int stream, Random chance)
    {
        var garbage = new byte[chance.Next(40)];
        chance.NextBytes(garbage);
        switch (chance.Next(7))
        {
            case 0:
                Add(bytes, (byte)chance.Next(12), (byte)chance.Next(256), chance.Next(4), garbage);
                break;
            case 1:
                Add(bytes, Headers, EndHeaders, stream, garbage);
                break;
            case 2:
                Add(bytes, Continuation, 0, stream, garbage);
                break;
            case 3:
                Add(bytes, Data, 0, stream, garbage);
                break;
            case 4:
                Add(bytes, WindowUpdate, 0, 0, [0x7F, 0xFF, 0xFF, 0xFF]);
                break;
            case 5:
                // A length of 16 MiB, of which nothing comes.
                bytes.AddRange([0xFF, 0xFF, 0xFF, Data, 0, 0, 0, 0, 1]);
                break;
            default:
                Add(bytes, Headers, EndHeaders, stream, ByteMutation.Mutate(Call(), chance));
                Add(bytes, Data, 0, stream, garbage);
                break;
        }
    }

    // Literal fields without an index, as HPACK has them.
    private static byte[] Call()
    {
        var block = new List<byte>();
        void Field(string name, string value)
        {
            block.Add(0);
            block.Add((byte)name.Length);
            block.AddRange(Encoding.ASCII.GetBytes(name));
            block.Add((byte)value.Length);
            block.AddRange(Encoding.ASCII.GetBytes(value));
        }
        Field(":method", "POST");
        Field(":scheme", "http");
        Field(":path", "/retraingrains.v1.Predictions/Predict");
        Field(":authority", "localhost");
        Field("content-type", "application/grpc");
        Field("te", "trailers");
        Field("authorization", $"Bearer {TargetServer.Secret}");
        return [.. block];
    }

    private static void Add(List<byte> bytes, byte type, byte flags, int stream, byte[] payload)
    {
        var head = new byte[9];
        BinaryPrimitives.WriteInt32BigEndian(head, payload.Length << 8);
        (head[3], head[4]) = (type, flags);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(5), stream);
        bytes.AddRange(head);
        bytes.AddRange(payload);
    }
}
