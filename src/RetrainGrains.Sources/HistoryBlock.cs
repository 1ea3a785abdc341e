using RetrainGrains.Sources.Files;

namespace RetrainGrains.Sources;

/// <summary>The next rows of a file, in its order: those that can be read, and what is wrong with others.</summary>
/// <param name="RowsRead">The number of the file's rows up to the end of the block, whatever became of them.</param>
/// <param name="BytesRead">The number of the file's bytes up to there; a little more than those of the rows.</param>
/// <param name="Rows">The rows that can be read; NaN stands for an outcome that is missing.</param>
/// <param name="Refused">The number of rows that cannot be read.</param>
/// <param name="Faults">The faults of these: each column and rule of each row.</param>
public sealed record HistoryBlock(
    long RowsRead, long BytesRead, IReadOnlyList<StreamRow> Rows, int Refused, IReadOnlyList<RowFault> Faults);
