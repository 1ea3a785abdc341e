using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace RetrainGrains.Orleans.Tests;

/// <summary>
/// A value with all its fields, private ones too, as text: two that are described alike are the same, whatever a codec
/// thinks worth writing.
/// </summary>
internal static class Described
{
    private const int DepthMax = 40;

    public static string Of(object? value)
    {
        var text = new StringBuilder();
        Describe(text, value, 0);
        return text.ToString();
    }

    private static void Describe(StringBuilder text, object? value, int depth)
    {
        Assert.InRange(depth, 0, DepthMax);
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case IFormattable plain when IsPlain(value.GetType()):
                text.Append(
                    plain.ToString(value is DateTimeOffset or DateOnly ? "O" : null, CultureInfo.InvariantCulture));
                break;
            case string or bool or Type:
                text.Append(value);
                break;
            case IEnumerable many when !IsMissing(many):
                text.Append('[');
                foreach (var one in many) Describe(text.AppendLine(), one, depth + 1);
                text.Append(']');
                break;
            case IEnumerable:
                text.Append("missing");
                break;
            default:
                DescribeFields(text, value, depth);
                break;
        }
    }

    private static void DescribeFields(StringBuilder text, object value, int depth)
    {
        text.Append(value.GetType()).Append('{');
        for (var type = value.GetType(); type is not null && type != typeof(object); type = type.BaseType)
        {
            foreach (var field in type.GetFields(
                BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                Describe(text.AppendLine().Append(field.Name).Append(": "), field.GetValue(value), depth + 1);
            }
        }
        text.Append('}');
    }

    private static bool IsPlain(Type type) =>
        type.IsPrimitive || type.IsEnum || type.Namespace!.StartsWith("System", StringComparison.Ordinal);

    // An immutable array that was never given.
    private static bool IsMissing(IEnumerable many) => many.GetType() is { IsValueType: true } type
        && type.GetProperty(nameof(ImmutableArray<int>.IsDefault))?.GetValue(many) is true;
}
