namespace RetrainGrains.Gateway.Serving;

/// <summary>The version that answers for a model, and the revision that put it there: read and replaced whole.</summary>
public sealed record ServingEntry(ServedModel Model, long Revision);
