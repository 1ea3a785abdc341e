using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Grpc.Core;

namespace RetrainGrains.Malformed;

/// <summary>Bytes over gRPC: messages that are none in frames that are right, and frames that are none.</summary>
internal sealed class GrpcAttack(HttpClient client, Uri server, bool breaksFrames) : IAttack
{
    private const string Library = " (by the library)";

    private static readonly string[] Encodings = ["gzip", "deflate", "identity", "br", "x y", ""];
    private static readonly string[] Types =
        ["application/grpc", "application/grpc+proto", "application/grpc+json", "application/json", "text/plain"];

    public string Name => breaksFrames ? "gRPC frames" : "protobuf";
    public int Share => breaksFrames ? 150 : 350;

    public async Task<string> SendAsync(Random chance, CancellationToken cancellation)
    {
        var (method, message, _) = Messages.All[chance.Next(Messages.All.Length)];
        var bytes = ByteMutation.Mutate(message.ToByteArray(), chance);
        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri(server, $"/{method.Service.FullName}/{method.Name}"))
        {
            Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(breaksFrames ? Broken(bytes, chance) : Frame(bytes)),
        };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", TargetServer.Secret);
        request.Content.Headers.TryAddWithoutValidation("content-type", "application/grpc");
        if (breaksFrames) BreakHeaders(request, chance);
        try
        {
            using var response = await client.SendAsync(request, cancellation);
            return await StatusAsync(response, cancellation);
        }
        catch (HttpRequestException)
        {
            return "the stream was reset";
        }
    }

    private static async Task<string> StatusAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        await response.Content.ReadAsByteArrayAsync(cancellation);
        if (response.StatusCode != HttpStatusCode.OK) return $"HTTP {(int)response.StatusCode}";
        if (!Find(response, "grpc-status", out var status)) return "no status";
        var code = (StatusCode)int.Parse(status, CultureInfo.InvariantCulture);
        // A frame that is none is INTERNAL by gRPC's own specification; ours says which log line explains it.
        var ours = Find(response, "grpc-message", out var text) && text.Contains("The%20server%20failed")
            || text.Contains("The server failed");
        return code == StatusCode.Internal ? $"{code}{(ours ? "" : Library)}" : $"{code}";
    }

    private static bool Find(HttpResponseMessage response, string name, out string value)
    {
        value = response.TrailingHeaders.TryGetValues(name, out var trailers) ? trailers.First()
            : response.Headers.TryGetValues(name, out var headers) ? headers.First() : "";
        return value.Length > 0;
    }

    private static byte[] Frame(byte[] message)
    {
        var frame = new byte[message.Length + 5];
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    private static byte[] Broken(byte[] message, Random chance)
    {
        var frame = Frame(message);
        switch (chance.Next(6))
        {
            case 0:
                frame[0] = (byte)chance.Next(1, 256);
                return frame;
            case 1:
                BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)chance.NextInt64(uint.MaxValue));
                return frame;
            case 2:
                return frame[..chance.Next(frame.Length)];
            case 3:
                return [.. frame, .. frame];
            case 4:
                return [.. frame, 0, 0];
            default:
                return ByteMutation.Mutate(frame, chance);
        }
    }

    private static void BreakHeaders(HttpRequestMessage request, Random chance)
    {
        void Set(string name, string value) => request.Headers.TryAddWithoutValidation(name, value);
        switch (chance.Next(5))
        {
            case 0:
                Set("grpc-encoding", Encodings[chance.Next(Encodings.Length)]);
                break;
            case 1:
                Set("grpc-timeout", chance.Next(2) == 0 ? $"{chance.NextInt64()}H" : "soon");
                break;
            case 2:
                request.Content!.Headers.Remove("content-type");
                request.Content.Headers.TryAddWithoutValidation("content-type", Types[chance.Next(Types.Length)]);
                break;
            case 3:
                Set("x-bin", "no base64!");
                Set("grpc-accept-encoding", new string(',', chance.Next(100)));
                break;
        }
    }
}
