namespace RetrainGrains.Learning.Trees;

/// <summary>The place of four columns' codes in a block: one number a row, those of other groups between.</summary>
internal readonly record struct CodeGroup(uint[] Block, int Offset, int Stride);
