using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Gateway.Mapping;

/// <summary>Policies and reports on the wire, as JSON objects.</summary>
internal static class StructMapping
{
    public static Struct ToStruct<T>(this T value) => Struct.Parser.ParseJson(DomainJson.Write(value));

    /// <summary>Writes an object as JSON; one that is absent as nothing.</summary>
    public static string ToJson(this Struct? value) => value is null ? "" : JsonFormatter.Default.Format(value);
}
