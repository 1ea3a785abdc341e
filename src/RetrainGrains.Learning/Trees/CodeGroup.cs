namespace RetrainGrains.Learning.Trees;

/// <summary>Where a block has the bin codes of four columns: in one number a row, those of other groups between.</summary>
internal readonly record struct CodeGroup(uint[] Block, int Offset, int Stride);
