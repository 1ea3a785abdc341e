using System.Runtime.CompilerServices;

namespace RetrainGrains.Learning.Trees;

/// <summary>The bin codes of four columns, a byte each, within a block that has those of other groups between.</summary>
internal readonly record struct CodeGroup(uint[] Block, int Offset, int Stride)
{
    // Rows are our own, so bounds are not checked.
    public ref uint this[int row] => ref Unsafe.Add(ref Block[Offset], (nint)row * Stride);
}
