using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.Importing;

/// <summary>The schema that a model is imported into, with the names that foreign files use.</summary>
/// <remarks>
/// Categories are those of each feature in the order of their codes, empty for numbers; without names, codes of the
/// file are codes of the schema. Classes are in the order of their indices.
/// </remarks>
public sealed record ImportTarget(
    DatasetSchema Schema,
    IReadOnlyList<IReadOnlyList<string>>? Categories = null,
    IReadOnlyList<string>? Classes = null);
