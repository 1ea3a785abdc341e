namespace RetrainGrains.Fleet.Serving;

/// <summary>
/// The version that serves a model, and the revision that put it into service: read and replaced whole.
/// </summary>
public sealed record ServingEntry(ServedModel Model, long Revision)
{
    /// <summary>The places of the features that other models feed.</summary>
    public ImmutableArray<int> Fed { get; } =
    [
        .. Model.Plan.Schema.Features.Index().Where(one => one.Item.FromModel is not null).Select(one => one.Index),
    ];
}
