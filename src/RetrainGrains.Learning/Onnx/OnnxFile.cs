using System.Collections.Immutable;
using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace RetrainGrains.Learning.Onnx;

/// <summary>The facts of a file that ONNX Runtime does not tell: opsets, operators, labels, outside data.</summary>
/// <remarks>Fields have the numbers of onnx.proto; all others are passed over.</remarks>
internal sealed class OnnxFile
{
    // A graph within an attribute of a node within a graph: deeper ones are no work of a person.
    private const int DepthMax = 32;

    /// <summary>Takes a field, or returns false where it is to be passed over.</summary>
    private delegate bool Taking(int field, uint tag, CodedInputStream input);

    private readonly SortedDictionary<string, long> opsets = new(StringComparer.Ordinal);
    private readonly HashSet<string> operators = new(StringComparer.Ordinal);
    private readonly HashSet<string> functionDomains = new(StringComparer.Ordinal);
    private readonly List<ImmutableArray<string>> labels = [];

    private OnnxFile()
    {
    }

    /// <summary>The program that wrote it, and its version; empty where the file does not tell.</summary>
    public string Producer { get; private set; } = "";

    /// <summary>The version of each domain's operators.</summary>
    public IEnumerable<string> Opsets =>
        opsets.Select(pair => $"{(pair.Key.Length == 0 ? "ai.onnx" : pair.Key)} {pair.Value}");

    /// <summary>The operators of all nodes, each with its domain where that is not ONNX's own.</summary>
    public IReadOnlySet<string> Operators => operators;

    /// <summary>The domains whose operators the file itself defines.</summary>
    public IReadOnlySet<string> FunctionDomains => functionDomains;

    /// <summary>The labels of classes that classifiers in the graph name, one list for each that does.</summary>
    public IReadOnlyList<ImmutableArray<string>> Labels => labels;

    /// <summary>The first tensor whose values are in another file; null where there is none.</summary>
    public string? OutsideTensor { get; private set; }

    public bool HasGraph { get; private set; }

    /// <summary>Reads a file; an <see cref="InvalidProtocolBufferException"/> where it is no message.</summary>
    public static OnnxFile Read(byte[] content)
    {
        var file = new OnnxFile();
        var (name, version) = ("", "");
        Each(new CodedInputStream(content), 0, (field, tag, input) =>
        {
            switch (field)
            {
                case 2: name = input.ReadString(); break;
                case 3: version = input.ReadString(); break;
                case 7: file.ReadGraph(input.ReadBytes(), 1); break;
                case 8: file.ReadOpset(input.ReadBytes()); break;
                case 25: file.ReadFunction(input.ReadBytes(), 1); break;
                default: return false;
            }

            return true;
        });
        file.Producer = $"{name} {version}".Trim();
        return file;
    }

    private static void Each(CodedInputStream input, int depth, Taking take)
    {
        if (depth > DepthMax) throw new InvalidDataException($"graphs lie within graphs, deeper than {DepthMax}");
        while (input.ReadTag() is > 0 and var tag)
        {
            if (!take(WireFormat.GetTagFieldNumber(tag), tag, input)) input.SkipLastField();
        }
    }

    private static void Each(ByteString message, int depth, Taking take) =>
        Each(message.CreateCodedInput(), depth, take);

    private void ReadOpset(ByteString message)
    {
        var (domain, version) = ("", 0L);
        Each(message, 0, (field, tag, input) =>
        {
            if (field == 1) domain = input.ReadString();
            else if (field == 2) version = input.ReadInt64();
            else return false;
            return true;
        });
        opsets[domain] = version;
    }

    private void ReadFunction(ByteString message, int depth) => Each(message, depth, (field, tag, input) =>
    {
        if (field == 7) ReadNode(input.ReadBytes(), depth + 1);
        else if (field == 10) functionDomains.Add(input.ReadString());
        else return false;
        return true;
    });

    private void ReadGraph(ByteString message, int depth)
    {
        HasGraph = true;
        Each(message, depth, (field, tag, input) =>
        {
            switch (field)
            {
                case 1: ReadNode(input.ReadBytes(), depth + 1); break;
                case 5: ReadTensor(input.ReadBytes(), depth + 1); break;
                case 15: ReadSparseTensor(input.ReadBytes(), depth + 1); break;
                default: return false;
            }

            return true;
        });
    }

    private void ReadNode(ByteString message, int depth)
    {
        var (type, domain) = ("", "");
        Each(message, depth, (field, tag, input) =>
        {
            switch (field)
            {
                case 4: type = input.ReadString(); break;
                case 5: ReadAttribute(input.ReadBytes(), depth + 1); break;
                case 7: domain = input.ReadString(); break;
                default: return false;
            }

            return true;
        });
        operators.Add(domain is "" or "ai.onnx" ? type : $"{domain}.{type}");
    }

    private void ReadAttribute(ByteString message, int depth)
    {
        var name = "";
        var values = ImmutableArray.CreateBuilder<string>();
        Each(message, depth, (field, tag, input) =>
        {
            switch (field)
            {
                case 1: name = input.ReadString(); break;
                case 5 or 10: ReadTensor(input.ReadBytes(), depth + 1); break;
                case 6 or 11: ReadGraph(input.ReadBytes(), depth + 1); break;
                case 22 or 23: ReadSparseTensor(input.ReadBytes(), depth + 1); break;
                // Names come first as writers write them.
                case 8 when IsLabels(name): values.AddRange(Integers(tag, input)); break;
                case 9 when IsLabels(name): values.Add(input.ReadString()); break;
                default: return false;
            }

            return true;
        });
        if (IsLabels(name) && values.Count > 0) labels.Add(values.ToImmutable());
    }

    // One by one or packed: the tag tells.
    private static IEnumerable<string> Integers(uint tag, CodedInputStream input)
    {
        var numbers = new RepeatedField<long>();
        numbers.AddEntriesFrom(input, FieldCodec.ForInt64(tag));
        return numbers.Select(number => number.ToString(CultureInfo.InvariantCulture));
    }

    private static bool IsLabels(string name) => name.StartsWith("classlabels_", StringComparison.Ordinal);

    private void ReadSparseTensor(ByteString message, int depth) => Each(message, depth, (field, tag, input) =>
    {
        if (field is not (1 or 2)) return false;
        ReadTensor(input.ReadBytes(), depth + 1);
        return true;
    });

    private void ReadTensor(ByteString message, int depth)
    {
        const int External = 1;
        var (name, isOutside) = ("", false);
        Each(message, depth, (field, tag, input) =>
        {
            switch (field)
            {
                case 8: name = input.ReadString(); break;
                case 13: isOutside = true; return false;
                case 14: isOutside |= input.ReadInt32() == External; break;
                default: return false;
            }

            return true;
        });
        if (isOutside) OutsideTensor ??= name;
    }
}
