namespace RetrainGrains.Learning.Trees;

/// <summary>A leaf of the tree being grown: its slice of the row list, its sums and its best split.</summary>
internal sealed class GrowingLeaf
{
    public int Start;
    public int Count;
    public int Depth;
    public long Packed;
    public long Hessian;
    public float Value;

    // What the monotone splits above leave for the value.
    public double Lower;
    public double Upper;

    // Split node above, and the side this leaf hangs on; -1 for the root.
    public int ParentNode;
    public bool IsLeftChild;

    // Kept for the children's subtraction; null if the leaf cannot be split or the pool was empty.
    public long[]? Histogram;
    public SplitCandidate Best;

    public void Reset(int start, int count, int depth, long packed, long hessian)
    {
        Start = start;
        Count = count;
        Depth = depth;
        Packed = packed;
        Hessian = hessian;
        Histogram = null;
        Best = SplitCandidate.None;
        Lower = double.NegativeInfinity;
        Upper = double.PositiveInfinity;
    }
}
