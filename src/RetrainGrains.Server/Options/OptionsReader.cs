using System.ComponentModel;
using System.Net;
using System.Reflection;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Server.Options;

/// <summary>
/// Reads a section of the configuration into an options record. The framework's own binder ends at the first value
/// that it cannot read; this one says everything that is wrong at once, what nobody knows included.
/// </summary>
internal static class OptionsReader
{
    public static T Read<T>(IConfigurationSection section, ICollection<Problem> problems) where T : class, new()
    {
        var options = new T();
        Fill(options, section, problems);
        return options;
    }

    /// <summary>Lists the settings of a record by their keys, with those of the records in it.</summary>
    public static IEnumerable<(string Key, Type Type)> SettingsOf(Type record) =>
        Settings(record).SelectMany(setting => IsGroup(setting)
            ? SettingsOf(setting.PropertyType).Select(inner => ($"{setting.Name}:{inner.Key}", inner.Type))
            : [(setting.Name, setting.PropertyType)]);

    // The record is new and nobody else's yet: what is set once in its life is set here.
    private static void Fill(object options, IConfigurationSection section, ICollection<Problem> problems)
    {
        foreach (var given in section.GetChildren())
        {
            var setting = Settings(options.GetType())
                .FirstOrDefault(known => known.Name.Equals(given.Key, StringComparison.OrdinalIgnoreCase));
            if (setting is null) problems.Add(Unknown(given));
            else if (IsGroup(setting) && string.IsNullOrEmpty(given.Value))
                Fill(setting.GetValue(options)!, given, problems);
            else if (setting.PropertyType == typeof(ImmutableArray<string>))
                setting.SetValue(options, Names(given));
            else if (IsGroup(setting) || given.GetChildren().Any())
                problems.Add(Problem.Of(given.Path, given.Value ?? "", IsGroup(setting)
                    ? "must hold settings, not be one" : "must be one value, not several"));
            else if (given.Value is { } text) Set(options, setting, given.Path, text, problems);
        }
    }

    // Several values, as a list in a file or as names between commas.
    private static ImmutableArray<string> Names(IConfigurationSection given) => given.Value is { } text
        ? [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)]
        : [.. given.GetChildren().Select(one => one.Value ?? "")];

    private static void Set(
        object options, PropertyInfo setting, string path, string text, ICollection<Problem> problems)
    {
        var type = Nullable.GetUnderlyingType(setting.PropertyType) ?? setting.PropertyType;
        if (Value(type, text) is { } value) setting.SetValue(options, value);
        else problems.Add(Problem.Of(path, text, Rule(type)));
    }

    private static object? Value(Type type, string text)
    {
        if (type == typeof(string)) return text;
        if (type == typeof(IPAddress)) return IPAddress.TryParse(text, out var address) ? address : null;
        if (type.IsEnum)
        {
            return Enum.TryParse(type, text, ignoreCase: true, out var name) && Enum.IsDefined(type, name)
                ? name
                : null;
        }
        try
        {
            return TypeDescriptor.GetConverter(type).ConvertFromInvariantString(text);
        }
        catch (Exception error) when (error is ArgumentException or FormatException)
        {
            return null;
        }
    }

    private static string Rule(Type type) =>
        type == typeof(IPAddress) ? "must be an address such as 127.0.0.1 or 0.0.0.0"
        : type.IsEnum ? $"must be one of {string.Join(", ", Enum.GetNames(type)).ToLowerInvariant()}"
        : type == typeof(bool) ? "must be true or false"
        : type == typeof(double) ? "must be a number"
        : "must be a whole number";

    private static Problem Unknown(IConfigurationSection given) =>
        Problem.Of(given.Path, Secrecy.Shown(given.Path, given.Value ?? ""), "is no setting here; --help lists them");

    private static IEnumerable<PropertyInfo> Settings(Type record) =>
        record.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite);

    private static bool IsGroup(PropertyInfo setting) => setting.PropertyType is { IsEnum: false, Namespace: { } name }
        && name.StartsWith("RetrainGrains", StringComparison.Ordinal);
}
