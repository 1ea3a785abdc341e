namespace RetrainGrains.Statistics.Streaming;

/// <summary>What saved bytes begin with: whose they are (four letters), and in which version of its layout.</summary>
internal readonly record struct StateFormat(string Kind, byte Version);
