using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;
using Grpc.Core;
using Grpc.Protocol;

namespace Embedded.Grpc.Tests.Protocol;

public sealed class MessageReaderTests
{
    private static CancellationToken TestEnd => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_are_found_however_the_bytes_are_cut()
    {
        var pipe = new Pipe();
        var reader = Reader(pipe.Reader);
        var feeding = FeedByteByByteAsync(pipe.Writer, [.. Frame("one"), .. Frame(""), .. Frame("three")]);
        Assert.Equal("one", await reader.ReadAsync(TestEnd));
        Assert.Equal("", await reader.ReadAsync(TestEnd));
        Assert.Equal("three", await reader.ReadAsync(TestEnd));
        Assert.Null(await reader.ReadAsync(TestEnd));
        await feeding;
    }

    [Fact]
    public async Task A_message_cut_short_is_an_internal_error() =>
        await RefusedAsync(Frame("one")[..^1], StatusCode.Internal, "Incomplete message.");

    [Fact]
    public async Task A_header_cut_short_is_an_internal_error() =>
        await RefusedAsync([0, 0], StatusCode.Internal, "Incomplete message.");

    [Fact]
    public async Task An_unknown_flag_is_an_internal_error() => await RefusedAsync(
        [2, 0, 0, 0, 0], StatusCode.Internal, "Unexpected compressed flag value 2 in message header.");

    [Fact]
    public async Task An_announced_size_over_the_limit_is_refused_before_the_message_arrives() =>
        await RefusedAsync(
            [0, 255, 255, 255, 255],
            StatusCode.ResourceExhausted,
            "Received message exceeds the maximum configured message size: "
            + "it has 4294967295 bytes, MaxReceiveMessageSize is 1000.");

    [Fact]
    public async Task A_small_message_that_unpacks_to_much_is_refused() =>
        await RefusedAsync(
            Gzipped(new byte[500_000]),
            StatusCode.ResourceExhausted,
            "Received message exceeds the maximum configured message size: "
            + "it decompresses to more than 1000 bytes, MaxReceiveMessageSize is 1000.",
            encoding: "gzip");

    [Fact]
    public async Task A_compressed_message_of_exactly_the_limit_is_read() =>
        Assert.Equal(
            new string('a', 1000), await ReadOneAsync(Gzipped(Encoding.UTF8.GetBytes(new string('a', 1000))), "gzip"));

    [Theory]
    [InlineData(null, StatusCode.Internal)]
    [InlineData("identity", StatusCode.Internal)]
    [InlineData("snappy", StatusCode.Unimplemented)]
    public async Task A_compressed_message_needs_an_encoding_that_is_known(string? encoding, StatusCode expected) =>
        Assert.Equal(expected, (await ThrownAsync(Gzipped([1]), encoding)).StatusCode);

    [Fact]
    public async Task A_message_that_is_no_gzip_is_an_internal_error() =>
        Assert.Equal(StatusCode.Internal, (await ThrownAsync([1, 0, 0, 0, 3, 1, 2, 3], "gzip")).StatusCode);

    [Fact]
    public async Task After_a_broken_frame_every_later_read_fails_alike()
    {
        var reader = Reader(PipeReader.Create(new([2, 0, 0, 0, 0, .. Frame("one")])));
        var first = await Assert.ThrowsAsync<RpcException>(async () => await reader.ReadAsync(TestEnd));
        Assert.Same(first, await Assert.ThrowsAsync<RpcException>(async () => await reader.ReadAsync(TestEnd)));
    }

    [Fact]
    public async Task A_second_message_where_one_belongs_is_an_internal_error()
    {
        var reader = Reader(PipeReader.Create(new([.. Frame("one"), .. Frame("two")])));
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await reader.ReadSingleAsync(TestEnd));
        Assert.Equal("Additional data after the message received.", refusal.Status.Detail);
    }

    private static async Task RefusedAsync(byte[] wire, StatusCode code, string detail, string? encoding = null)
    {
        var refusal = await ThrownAsync(wire, encoding);
        Assert.Equal(code, refusal.StatusCode);
        Assert.Equal(detail, refusal.Status.Detail);
    }

    private static Task<RpcException> ThrownAsync(byte[] wire, string? encoding) =>
        Assert.ThrowsAsync<RpcException>(() => ReadOneAsync(wire, encoding));

    private static async Task<string?> ReadOneAsync(byte[] wire, string? encoding)
    {
        var reader = Reader(PipeReader.Create(new(wire)));
        reader.Encoding = encoding;
        return await reader.ReadAsync(TestEnd);
    }

    private static MessageReader<string> Reader(PipeReader pipe) => new(pipe, Marshallers.StringMarshaller, 1000);

    private static byte[] Frame(string text) =>
        [0, 0, 0, 0, (byte)Encoding.UTF8.GetByteCount(text), .. Encoding.UTF8.GetBytes(text)];

    private static byte[] Gzipped(byte[] message)
    {
        var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Optimal))
        {
            gzip.Write(message);
        }
        var packed = target.ToArray();
        return [1, 0, 0, (byte)(packed.Length >> 8), (byte)packed.Length, .. packed];
    }

    private static async Task FeedByteByByteAsync(PipeWriter writer, byte[] wire)
    {
        foreach (var octet in wire)
        {
            await writer.WriteAsync(new[] { octet }, TestEnd);
        }
        await writer.CompleteAsync();
    }
}
