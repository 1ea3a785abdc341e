using Google.Api;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Enum = System.Enum;

namespace RetrainGrains.Malformed;

/// <summary>The methods of the protocol, each with a message that fills its fields and changes nothing.</summary>
internal static class Messages
{
    public const string Model = "plant";

    private const int DepthMax = 3;

    public static ImmutableArray<(MethodDescriptor Method, IMessage Message, HttpRule? Rule)> All { get; } =
    [
        .. new[]
        {
            V1.ModelsReflection.Descriptor, V1.PoliciesReflection.Descriptor, V1.PredictionsReflection.Descriptor,
            V1.ObservationsReflection.Descriptor, V1.FleetReflection.Descriptor, V1.TokensReflection.Descriptor,
            V1.WorkersReflection.Descriptor, V1.RepairsReflection.Descriptor,
        }.SelectMany(file => file.Services).SelectMany(service => service.Methods)
        .Select(method => (
            method, Fill(method.InputType, 0), method.GetOptions().GetExtension(AnnotationsExtensions.Http))),
    ];

    private static IMessage Fill(MessageDescriptor type, int depth)
    {
        var message = type.Parser.ParseFrom([]);
        if (type.FullName == Value.Descriptor.FullName) return Value.ForNumber(1.5);
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            if (field.IsMap || field.FieldType == FieldType.Message && depth == DepthMax) continue;
            if (field.RealContainingOneof is { } one && one.Fields[0] != field) continue;
            var value = ValueOf(field, depth);
            if (field.IsRepeated) ((System.Collections.IList)field.Accessor.GetValue(message)).Add(value);
            else field.Accessor.SetValue(message, value);
        }
        return message;
    }

    private static object ValueOf(FieldDescriptor field, int depth) => field.FieldType switch
    {
        FieldType.Message or FieldType.Group => Fill(field.MessageType, depth + 1),
        FieldType.String when field.Name is "model_id" => Model,
        FieldType.String => "x y",
        FieldType.Bytes => ByteString.CopyFrom(1, 2, 3),
        FieldType.Bool => true,
        FieldType.Double => 2.5,
        FieldType.Float => 2.5f,
        FieldType.Enum => Enum.ToObject(field.EnumType.ClrType, 1),
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => 7L,
        FieldType.UInt64 or FieldType.Fixed64 => 7UL,
        FieldType.UInt32 or FieldType.Fixed32 => 7U,
        _ => 7,
    };
}
