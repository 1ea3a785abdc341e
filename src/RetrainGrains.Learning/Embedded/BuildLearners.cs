namespace RetrainGrains.Learning.Learners;

/// <summary>The learners that only one of the two builds has: in this one, none.</summary>
internal static class BuildLearners
{
    public static IEnumerable<ILearner> All => [];
}
