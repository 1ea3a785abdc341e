namespace RetrainGrains.Sources;

/// <summary>
/// A further file, beside the one that is read: each row takes columns of its one line with the same values in the
/// columns <paramref name="On"/>. An earlier join's columns may be used by a later one.
/// </summary>
public sealed record SourceJoin(string File, ImmutableArray<string> On)
{
    /// <summary>The joined file's columns, by the name that they have from here on.</summary>
    public required IReadOnlyDictionary<string, string> Take { get; init; }

    /// <summary>A row without a line there has missing values; otherwise it is an error.</summary>
    public bool Optional { get; init; }
}
