using System.Buffers;
using System.IO.Compression;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Protocol;

namespace Embedded.Grpc.Tests.Protocol;

public sealed class MessageWriterTests
{
    private static readonly Marshaller<EchoRequest> WithKnownSize = Marshallers.Create<EchoRequest>(
        (message, context) =>
        {
            context.SetPayloadLength(message.CalculateSize());
            message.WriteTo(context.GetBufferWriter());
            context.Complete();
        },
        context => EchoRequest.Parser.ParseFrom(context.PayloadAsReadOnlySequence()));

    private static readonly Marshaller<EchoRequest> WithUnknownSize = Marshallers.Create<EchoRequest>(
        (message, context) =>
        {
            message.WriteTo(context.GetBufferWriter());
            context.Complete();
        },
        context => EchoRequest.Parser.ParseFrom(context.PayloadAsReadOnlySequence()));

    private static readonly Marshaller<EchoRequest> AsArray =
        Marshallers.Create(message => message.ToByteArray(), EchoRequest.Parser.ParseFrom);

    public static TheoryData<string> Marshalling => ["known", "unknown", "array"];

    [Theory]
    [MemberData(nameof(Marshalling))]
    public void Every_way_to_serialise_makes_the_same_frame(string marshalling)
    {
        var target = new ArrayBufferWriter<byte>();
        Writer(target, marshalling).Write(new EchoRequest { Text = "hi" }, compression: null);
        Assert.Equal([0, 0, 0, 0, 4, 0x0a, 2, (byte)'h', (byte)'i'], target.WrittenSpan.ToArray());
    }

    [Theory]
    [MemberData(nameof(Marshalling))]
    public void Every_way_to_serialise_is_compressed_the_same(string marshalling)
    {
        var target = new ArrayBufferWriter<byte>();
        Writer(target, marshalling).Write(new EchoRequest { Text = "hi" }, CompressionLevel.Fastest);
        var frame = target.WrittenSpan.ToArray();
        Assert.Equal(1, frame[0]);
        Assert.Equal(frame.Length - 5, frame[4]);
        using var gzip = new GZipStream(new MemoryStream(frame[5..]), CompressionMode.Decompress);
        Assert.Equal("hi", EchoRequest.Parser.ParseFrom(gzip).Text);
    }

    [Theory]
    [MemberData(nameof(Marshalling))]
    public void A_message_over_the_limit_is_refused_and_leaves_nothing_behind(string marshalling)
    {
        var target = new ArrayBufferWriter<byte>();
        var request = new EchoRequest { Text = new string('a', 100) };
        var refusal = Assert.Throws<RpcException>(() => Writer(target, marshalling).Write(request, compression: null));
        Assert.Equal(StatusCode.ResourceExhausted, refusal.StatusCode);
        Assert.EndsWith("it has 102 bytes, MaxSendMessageSize is 50.", refusal.Status.Detail);
        Assert.Equal(0, target.WrittenCount);
    }

    [Fact]
    public void A_serialiser_that_forgets_to_complete_is_told()
    {
        var forgetful = Marshallers.Create<string>((_, _) => { }, _ => "");
        var writer = new MessageWriter<string>(new ArrayBufferWriter<byte>(), forgetful, limit: null);
        Assert.Equal(
            StatusCode.Internal, Assert.Throws<RpcException>(() => writer.Write("x", compression: null)).StatusCode);
    }

    private static MessageWriter<EchoRequest> Writer(IBufferWriter<byte> target, string marshalling) =>
        new(target, marshalling switch { "known" => WithKnownSize, "unknown" => WithUnknownSize, _ => AsArray }, 50);
}
