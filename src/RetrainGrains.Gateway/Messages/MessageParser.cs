using Google.Protobuf;
using Grpc.Core;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Gateway.Failures;
using RetrainGrains.Gateway.Telemetry;

namespace RetrainGrains.Gateway.Messages;

/// <summary>
/// Reads messages, and refuses bytes that are none. They are counted: a log would grow as fast as they come.
/// </summary>
internal static class MessageParser
{
    public static Marshaller<T> Check<T>(Marshaller<T> marshaller) => new(
        marshaller.ContextualSerializer, context => Read(context, marshaller.ContextualDeserializer));

    private static T Read<T>(DeserializationContext context, Func<DeserializationContext, T> read)
    {
        try
        {
            return read(context);
        }
        catch (InvalidProtocolBufferException malformed)
        {
            GatewayMeter.Malformed.Add(1);
            throw new RefusedException(Refusal.Of(
                RefusalKind.Invalid, "message", $"{context.PayloadLength} bytes",
                $"must be the protobuf of a {typeof(T).Name}: {malformed.Message}"));
        }
    }
}
