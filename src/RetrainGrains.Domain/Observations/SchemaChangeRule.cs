using RetrainGrains.Domain.Primitives;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Domain.Observations;

/// <summary>The rule by which a schema grows: every problem of a change at once, or the schema after it.</summary>
public static class SchemaChangeRule
{
    /// <summary>The most names that a feature may have had: more are a caller that renames in a loop.</summary>
    public const int FormerNamesMax = 20;

    /// <summary>The most changes of a schema; each may leave another length of row to be taken.</summary>
    public const int ChangesMax = 200;

    /// <summary>
    /// Applies renames, added categories, retirements and additions, in this order; the schema is usable only when
    /// there is no problem.
    /// </summary>
    public static (FeatureSchema Schema, ImmutableArray<Problem> Problems) Apply(
        FeatureSchema schema, SchemaChange change)
    {
        List<Problem> problems = [];
        if (change.IsEmpty) problems.Add(Problem.Of("change", "nothing", "must add, rename or retire something"));
        if (schema.Version >= ChangesMax)
            problems.Add(Problem.Of("change", schema.Version, $"must be one of at most {ChangesMax} changes"));
        var features = schema.Features.ToArray();
        var lastValue = schema.LastValue;
        for (var i = 0; i < change.Rename.Length; i++)
        {
            if (Rename(schema, features, change.Rename[i], $"rename[{i}]", problems) is not { } place) continue;
            if (place == schema.LastValueIndex) lastValue = change.Rename[i].To;
        }
        for (var i = 0; i < change.Categories.Length; i++)
            AddCategories(schema, features, change.Categories[i], $"add_categories[{i}]", problems);
        for (var i = 0; i < change.Retire.Length; i++)
            Retire(schema, features, change.Retire[i], $"retire[{i}]", problems);
        for (var i = 0; i < change.Add.Length; i++)
        {
            var (added, field) = (change.Add[i], $"add[{i}].name");
            if (added.IsRetired || added.FormerNames is not null)
                problems.Add(Problem.Of($"add[{i}]", added.Name, "must have no former names and not be retired"));
            if (features.Any(one => one.IsCalled(added.Name)))
                problems.Add(Problem.Of(field, added.Name, "must be a name that no feature has or had"));
        }
        var grown = schema with
        {
            Features = [.. features, .. change.Add],
            LastValue = lastValue,
            Version = schema.Version + 1,
            EarlierWidths = change.Add.IsEmpty
                ? schema.EarlierWidths
                : [.. schema.EarlierWidths ?? [], schema.Features.Length],
        };
        if (problems.Count == 0) problems.AddRange(grown.Validate());
        return (grown, [.. problems]);
    }

    private static int? Rename(
        FeatureSchema schema, Feature[] features, FeatureRename rename, string path, List<Problem> problems)
    {
        if (PlaceOf(schema, rename.From, $"{path}.from", problems) is not { } place) return null;
        if (string.IsNullOrWhiteSpace(rename.To))
        {
            problems.Add(Problem.Of($"{path}.to", rename.To, "must not be empty"));
            return null;
        }
        var own = features[place];
        if (features.Where((_, i) => i != place).Any(one => one.IsCalled(rename.To)) || own.Name == rename.To)
        {
            problems.Add(Problem.Of($"{path}.to", rename.To, "must be a name that no other feature has or had"));
            return null;
        }
        ImmutableArray<string> former =
            [.. (own.FormerNames ?? []).Where(name => name != rename.To && name != own.Name), own.Name];
        if (former.Length > FormerNamesMax)
            problems.Add(Problem.Of($"{path}.from", rename.From, $"must have had at most {FormerNamesMax} names"));
        features[place] = own with { Name = rename.To, FormerNames = former };
        return place;
    }

    private static void AddCategories(
        FeatureSchema schema, Feature[] features, AddedCategories added, string path, List<Problem> problems)
    {
        if (PlaceOf(schema, added.Feature, $"{path}.feature", problems) is not { } place) return;
        var own = features[place];
        if (own.Kind != FeatureKind.Categorical)
        {
            problems.Add(Problem.Of($"{path}.feature", added.Feature, "must be categorical"));
            return;
        }
        if (place == schema.LastValueIndex && schema.Classes is not null)
        {
            problems.Add(Problem.Of(
                $"{path}.feature", added.Feature, "must keep its categories: they are the classes of the model"));
            return;
        }
        if (added.Categories.IsDefaultOrEmpty)
            problems.Add(Problem.Of($"{path}.categories", 0, "must be at least one"));
        foreach (var known in added.Categories.Where(one => one is not null
            && CategoryCodes.CodeOf(own.Categories, one) >= 0))
            problems.Add(Problem.Of($"{path}.categories", known, "must be new: the feature has it already"));
        features[place] = own with { Categories = [.. own.Categories, .. added.Categories] };
    }

    private static void Retire(
        FeatureSchema schema, Feature[] features, string name, string path, List<Problem> problems)
    {
        if (PlaceOf(schema, name, path, problems) is not { } place) return;
        if (place == schema.LastValueIndex)
            problems.Add(Problem.Of(path, name, "must not be the last value: recipes predict its change"));
        else if (features[place].IsRetired) problems.Add(Problem.Of(path, name, "must not be retired already"));
        else if (features.Count(one => !one.IsRetired) == 1)
            problems.Add(Problem.Of(path, name, "must not be the last feature that is in use"));
        else features[place] = features[place] with { IsRetired = true };
    }

    private static int? PlaceOf(FeatureSchema schema, string name, string field, List<Problem> problems)
    {
        var place = schema.IndexOf(name);
        if (place >= 0) return place;
        problems.Add(Problem.Of(
            field, name, $"must be one of {string.Join(", ", schema.Features.Select(feature => feature.Name))}"));
        return null;
    }
}
