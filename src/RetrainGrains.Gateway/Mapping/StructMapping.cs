using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Gateway.Mapping;

/// <summary>Policies and reports on the wire, as JSON objects.</summary>
internal static class StructMapping
{
    public static Struct ToStruct<T>(this T value) => Struct.Parser.ParseJson(DomainJson.Write(value));

    /// <summary>Returns true when every member has a name and a value, as in JSON; protobuf allows neither.</summary>
    public static bool IsWhole(this Struct value) =>
        value.Fields.All(member => member.Key.Length > 0 && IsWhole(member.Value));

    /// <summary>Writes an object as JSON; one that is absent as nothing.</summary>
    public static string ToJson(this Struct? value) => value is null ? "" : JsonFormatter.Default.Format(value);

    private static bool IsWhole(Value value) => value.KindCase switch
    {
        Value.KindOneofCase.None => false,
        Value.KindOneofCase.StructValue => value.StructValue.IsWhole(),
        Value.KindOneofCase.ListValue => value.ListValue.Values.All(IsWhole),
        _ => true,
    };
}
