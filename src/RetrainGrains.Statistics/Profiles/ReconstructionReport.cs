namespace RetrainGrains.Statistics.Profiles;

/// <summary>How badly a chunk of rows is rebuilt, and by how much that mean would vary from chunk to chunk.</summary>
public sealed record ReconstructionReport(int Rows, double MeanError, double StandardError);
