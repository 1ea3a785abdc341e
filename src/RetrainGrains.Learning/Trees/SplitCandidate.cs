namespace RetrainGrains.Learning.Trees;

/// <summary>The best cut found so far: which column, after which bin, and where missing values go.</summary>
internal struct SplitCandidate
{
    public static readonly SplitCandidate None = new() { Lane = -1 };

    public int Lane;
    public int Bin;
    public bool MissingGoesLeft;

    // For categories: a bit for each cell that goes left, the last for missing values; else null.
    public ulong[]? LeftCells;

    // In squared gradient units of the histogram; comparable within one tree only.
    public double Gain;
    public long LeftPacked;
    public long LeftHessian;

    public readonly bool Exists => Lane >= 0;

    public readonly bool SendsLeft(int cell) => (LeftCells![cell / 64] >> (cell % 64) & 1) != 0;
}
