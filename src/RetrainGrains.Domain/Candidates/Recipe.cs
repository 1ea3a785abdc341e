using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using RetrainGrains.Learning.Calibration;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Domain.Candidates;

/// <summary>
/// The recipe of a challenger: learner, training window (null: all rows), target form. With a half-life all rows are
/// learned from, each with half the weight of one that is so many days younger. A classifier may be calibrated. A
/// recipe that is trained <paramref name="Once"/> keeps its first version for ever: it shows the result of never
/// retraining.
/// </summary>
[JsonConverter(typeof(RecipeConverter))]
public sealed record Recipe(
    string Learner, int? WindowDays = null, TargetForm Form = TargetForm.Level, bool Once = false,
    int? HalfLifeDays = null, CalibrationMethod? Calibration = null)
{
    /// <summary>The learner of a constant: the mean, or the frequencies of classes.</summary>
    public const string Constant = "mean";

    private const string HalfLife = "half";
    private const string WorkerPrefix = "worker:";

    /// <summary>Returns true for a recipe whose version predicts the same whatever the features.</summary>
    public bool IsConstant => Learner == Constant && Form == TargetForm.Level;

    /// <summary>
    /// The name for people, tables and JSON: "leafwise/180d/change", "ridge/half30d/level",
    /// "leafwise/all/level/platt/once".
    /// </summary>
    public string Name => $"{Learner}/{Window}/{FormName}{CalibrationName}{(Once ? "/once" : "")}";

    /// <summary>
    /// The learner's name among workers: "worker:lstm/180d/level" is their lstm; null when it is built in.
    /// </summary>
    public string? WorkerLearner =>
        Learner.StartsWith(WorkerPrefix, StringComparison.Ordinal) ? Learner[WorkerPrefix.Length..] : null;

    private string FormName => Form switch { TargetForm.Change => "change", TargetForm.Log => "log", _ => "level" };

    private string CalibrationName => Calibration switch
    {
        CalibrationMethod.Isotonic => "/isotonic",
        CalibrationMethod.Platt => "/platt",
        _ => "",
    };

    private string Window => string.Create(CultureInfo.InvariantCulture,
        $"{(HalfLifeDays is { } half ? $"{HalfLife}{half}d" : WindowDays is { } days ? $"{days}d" : "all")}");

    public static bool TryParse(string? text, out Recipe recipe)
    {
        recipe = new Recipe("");
        var parts = text?.Split('/') ?? [];
        if (parts.Length is < 1 or > 5 || parts[0].Length == 0) return false;
        var (windowDays, halfLifeDays, form) = ((int?)null, (int?)null, TargetForm.Level);
        if (parts.Length > 1 && parts[1] != "all")
        {
            var fades = parts[1].StartsWith(HalfLife, StringComparison.Ordinal);
            if (DaysOf(fades ? parts[1].AsSpan(HalfLife.Length) : parts[1]) is not { } days) return false;
            (windowDays, halfLifeDays) = fades ? ((int?)null, (int?)days) : (days, null);
        }
        if (parts.Length > 2)
        {
            if (parts[2] is not ("level" or "change" or "log")) return false;
            form = parts[2] switch { "change" => TargetForm.Change, "log" => TargetForm.Log, _ => TargetForm.Level };
        }
        recipe = new Recipe(parts[0], windowDays, form, HalfLifeDays: halfLifeDays);
        foreach (var option in parts.Skip(3))
        {
            if (recipe.With(option) is not { } with) return false;
            recipe = with;
        }
        return true;
    }

    public override string ToString() => Name;

    // Null when the text is no option, or one of a kind that the recipe has already.
    private Recipe? With(string option) => option switch
    {
        "once" when !Once => this with { Once = true },
        "isotonic" when Calibration is null => this with { Calibration = CalibrationMethod.Isotonic },
        "platt" when Calibration is null => this with { Calibration = CalibrationMethod.Platt },
        _ => null,
    };

    private static int? DaysOf(ReadOnlySpan<char> text) =>
        text is [.. var number, 'd']
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var days)
        && days is >= 1 and <= 36_500
            ? days
            : null;

    private sealed class RecipeConverter : JsonConverter<Recipe>
    {
        public override Recipe Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            return TryParse(text, out var recipe)
                ? recipe
                : throw new JsonException($"'{text}' is not a recipe such as leafwise/180d/change or last-value");
        }

        public override void Write(Utf8JsonWriter writer, Recipe value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Name);
    }
}
