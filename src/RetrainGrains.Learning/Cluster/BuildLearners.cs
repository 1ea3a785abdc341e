using RetrainGrains.Learning.Cluster;

namespace RetrainGrains.Learning.Learners;

/// <summary>The learners that only one of the two builds has: in this one, those of ML.NET.</summary>
internal static class BuildLearners
{
    public static IEnumerable<ILearner> All => [new LightGbmLearner(), new FastForestLearner()];
}
