namespace RetrainGrains.Sources.Guessing;

/// <summary>A feature that is computed of earlier rows or of the calendar.</summary>
/// <param name="Name">The feature's name.</param>
/// <param name="Definition">The member of the source file's JSON that defines it.</param>
/// <param name="IsLastValue">True for the target's newest known value.</param>
internal sealed record DerivedFeature(string Name, string Definition, bool IsLastValue = false)
{
    public string Json => $"{{ \"name\": {GuessText.Quote(Name)}, {Definition} }}";
}

/// <summary>Features that are tried together, and what they are for people.</summary>
internal sealed record FeatureGroup(string Told, ImmutableArray<DerivedFeature> Features);
