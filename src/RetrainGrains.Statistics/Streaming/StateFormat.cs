namespace RetrainGrains.Statistics.Streaming;

/// <summary>The header of saved bytes: four letters for their owner, and the version of its layout.</summary>
internal readonly record struct StateFormat(string Kind, byte Version);
