namespace RetrainGrains.Learning.Trees;

/// <summary>Where a block has the codes of four columns: one number a row, those of other groups between.</summary>
internal readonly record struct CodeGroup(uint[] Block, int Offset, int Stride);
