using System.Text.Json;
using System.Text.Json.Serialization;

namespace RetrainGrains.Domain.Lifecycle;

/// <summary>The sources of a check's signals. Names are stored: append only.</summary>
public enum SignalSource
{
    Performance = 0,
    Drift = 1,
    Estimate = 2,
    Attribution = 3,
    Change = 4,
}

/// <summary>The verdict on one signal. Numbers are stored: append only.</summary>
public enum SignalVerdict
{
    Quiet = 0,
    Fired = 1,

    /// <summary>The value could not be computed: nothing is known, which is another thing than quiet.</summary>
    Undefined = 2,
}

/// <summary>
/// The evidence of one signal of a check: what was measured of which subject, the value with its reference and limit,
/// the p-value and the verdict. A number that there is not is null; numbers are kept to six significant digits. The
/// subject is a feature, a segment or a stream, and empty for all rows; the measure is a metric, a statistic with the
/// rows that it is of, or a detector.
/// </summary>
[JsonConverter(typeof(CheckSignalConverter))]
public sealed record CheckSignal(
    SignalSource Source, string Subject, string Measure, double? Value, double? Reference, double? Limit,
    double? PValue, SignalVerdict Verdict);

/// <summary>The form of a signal in the ledger: an array, since a check has many and all have the same parts.</summary>
internal sealed class CheckSignalConverter : JsonConverter<CheckSignal>
{
    private const int Digits = 6;

    public override CheckSignal Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("a signal must be an array");
        var signal = new CheckSignal(
            (SignalSource)Whole(ref reader), Text(ref reader), Text(ref reader), Number(ref reader),
            Number(ref reader), Number(ref reader), Number(ref reader), (SignalVerdict)Whole(ref reader));
        // Parts that a later version may add are passed over.
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) reader.Skip();
        return signal;
    }

    public override void Write(Utf8JsonWriter writer, CheckSignal value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue((int)value.Source);
        writer.WriteStringValue(value.Subject);
        writer.WriteStringValue(value.Measure);
        Write(writer, value.Value);
        Write(writer, value.Reference);
        Write(writer, value.Limit);
        Write(writer, value.PValue);
        writer.WriteNumberValue((int)value.Verdict);
        writer.WriteEndArray();
    }

    /// <summary>Rounds to the digits that are kept; null for what is no number.</summary>
    internal static double? Rounded(double? value)
    {
        if (value is not { } number || !double.IsFinite(number)) return null;
        return number == 0 ? 0 : double.Parse(
            number.ToString($"G{Digits}", System.Globalization.CultureInfo.InvariantCulture),
            System.Globalization.CultureInfo.InvariantCulture);
    }

    private static void Write(Utf8JsonWriter writer, double? value)
    {
        if (Rounded(value) is { } number) writer.WriteNumberValue(number);
        else writer.WriteNullValue();
    }

    private static int Whole(ref Utf8JsonReader reader) => reader.Read() ? reader.GetInt32() : 0;

    private static string Text(ref Utf8JsonReader reader) => reader.Read() ? reader.GetString() ?? "" : "";

    private static double? Number(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.Number ? reader.GetDouble() : null;
}
