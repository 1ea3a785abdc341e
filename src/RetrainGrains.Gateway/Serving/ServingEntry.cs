namespace RetrainGrains.Gateway.Serving;

/// <summary>What answers for a model, and the revision that put it into service: read and replaced whole.</summary>
public sealed record ServingEntry(ServedModel Model, long Revision);
