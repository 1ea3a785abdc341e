namespace RetrainGrains.Statistics.Profiles;

/// <summary>The mean error of rebuilding a chunk of rows, and its sampling error from chunk to chunk.</summary>
public sealed record ReconstructionReport(int Rows, double MeanError, double StandardError);
