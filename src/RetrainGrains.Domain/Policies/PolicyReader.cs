using System.Text.Json;
using System.Text.Json.Nodes;
using RetrainGrains.Domain.Drift;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Policies;

/// <summary>
/// The reader of a policy as an overlay that overrides another in the settings that it states; it reports all problems
/// at once.
/// </summary>
public static class PolicyReader
{
    private const string Root = "policy";

    public static (ModelPolicy Policy, IReadOnlyList<Problem> Problems) Read(string json, ModelPolicy basis)
    {
        var problems = new List<Problem>();
        if (SettingsReader.Parse(json, Root, problems) is not { } settings) return (basis, problems);
        SettingsReader.Check<ModelPolicy>(settings, Root, problems);
        if (NamedProfile(settings) is { } profile) basis = basis with { Drift = DriftProfiles.Of(profile) };
        var policy = SettingsReader.Merge(basis, settings);
        problems.AddRange(policy.Validate());
        return (policy, problems);
    }

    // A profile is a whole group of settings, which the overlay's others then override.
    private static DriftProfileName? NamedProfile(JsonObject settings) =>
        Value(settings, nameof(ModelPolicy.Drift)) is JsonObject drift
            && Value(drift, nameof(DriftPolicy.Profile)) is { } profile
            ? profile.Deserialize<DriftProfileName>(DomainJson.Options)
            : null;

    private static JsonNode? Value(JsonObject settings, string name) =>
        settings.FirstOrDefault(setting => string.Equals(setting.Key, name, StringComparison.OrdinalIgnoreCase)).Value;
}
