using Google.Protobuf.Reflection;

namespace RetrainGrains.Gateway.Tests.Protocol;

/// <summary>
/// The numbers that are on the wire: clients that were generated yesterday know them. A line of the file is never
/// changed or removed; what is new is added.
/// </summary>
public sealed class FieldNumberTests
{
    private static readonly FileDescriptor[] Files =
    [
        V1.AccessReflection.Descriptor, V1.SchemaReflection.Descriptor, V1.ModelsReflection.Descriptor,
        V1.PoliciesReflection.Descriptor, V1.PredictionsReflection.Descriptor, V1.ObservationsReflection.Descriptor,
        V1.FleetReflection.Descriptor, V1.TokensReflection.Descriptor, V1.WorkersReflection.Descriptor,
        V1.SelfTestsReflection.Descriptor, V1.SourcesReflection.Descriptor, V1.RepairsReflection.Descriptor,
        V1.RunsReflection.Descriptor,
    ];

    [Fact]
    public void Every_field_value_and_method_is_the_one_that_is_written_down()
    {
        var golden = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Protocol", "field_numbers.txt"));

        string[] now = [.. Files.SelectMany(LinesOf).Order(StringComparer.Ordinal)];

        string[] differences =
        [
            .. golden.Except(now).Select(line => $"is gone or changed: {line}"),
            .. now.Except(golden).Select(line => $"is new, add it: {line}"),
        ];
        Assert.True(differences.Length == 0, string.Join('\n', differences));
    }

    private static IEnumerable<string> LinesOf(FileDescriptor file) =>
    [
        .. file.MessageTypes.SelectMany(LinesOf), .. file.EnumTypes.SelectMany(LinesOf),
        .. file.Services.SelectMany(service => service.Methods).Select(method =>
            $"{method.FullName} ({Stream(method.IsClientStreaming)}{method.InputType.Name}) "
            + $"returns ({Stream(method.IsServerStreaming)}{method.OutputType.Name})"),
    ];

    private static IEnumerable<string> LinesOf(MessageDescriptor message) =>
    [
        .. message.Fields.InDeclarationOrder().Select(field =>
            $"{field.FullName} = {field.FieldNumber} {(field.IsRepeated ? "repeated " : "")}{TypeOf(field)}"),
        .. message.NestedTypes.SelectMany(LinesOf), .. message.EnumTypes.SelectMany(LinesOf),
    ];

    private static IEnumerable<string> LinesOf(EnumDescriptor type) =>
        type.Values.Select(value => $"{type.FullName}.{value.Name} = {value.Number}");

    private static string TypeOf(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message => field.MessageType.FullName,
        FieldType.Enum => field.EnumType.FullName,
        var type => type.ToString().ToLowerInvariant(),
    };

    private static string Stream(bool streams) => streams ? "stream " : "";
}
