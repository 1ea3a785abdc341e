namespace RetrainGrains.Domain.Observations;

/// <summary>The new name of a feature.</summary>
public sealed record FeatureRename(string From, string To);

/// <summary>The categories that a feature gets behind those that it has.</summary>
public sealed record AddedCategories(string Feature, ImmutableArray<string> Categories);

/// <summary>
/// A change of a model's schema, which only grows: features are added at its end, renamed, retired in their place, and
/// get further categories. So stored rows and trained versions keep their meaning.
/// </summary>
public sealed record SchemaChange
{
    public ImmutableArray<Feature> Add { get; init; } = [];
    public ImmutableArray<FeatureRename> Rename { get; init; } = [];
    public ImmutableArray<string> Retire { get; init; } = [];
    public ImmutableArray<AddedCategories> Categories { get; init; } = [];

    public bool IsEmpty => Add.IsEmpty && Rename.IsEmpty && Retire.IsEmpty && Categories.IsEmpty;
}
