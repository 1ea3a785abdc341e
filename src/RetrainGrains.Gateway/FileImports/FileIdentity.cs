using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf.WellKnownTypes;

namespace RetrainGrains.Gateway.FileImports;

/// <summary>The identity of a file as it is read: its place, its length, when it was written, its source.</summary>
internal static class FileIdentity
{
    public static string Of(FileInfo file, Struct source)
    {
        var text = new StringBuilder(string.Create(
            CultureInfo.InvariantCulture, $"{file.FullName}\n{file.Length}\n{file.LastWriteTimeUtc.Ticks}\n"));
        Write(Value.ForStruct(source), text);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    // In the order of the names: clients send members in any.
    private static void Write(Value value, StringBuilder text)
    {
        if (value.KindCase == Value.KindOneofCase.StructValue)
        {
            foreach (var (name, member) in value.StructValue.Fields.OrderBy(one => one.Key, StringComparer.Ordinal))
            {
                text.Append('{').Append(Value.ForString(name));
                Write(member, text);
            }
            text.Append('}');
        }
        else if (value.KindCase == Value.KindOneofCase.ListValue)
        {
            foreach (var item in value.ListValue.Values)
            {
                text.Append('[');
                Write(item, text);
            }
            text.Append(']');
        }
        else text.Append(value);
    }
}
