using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Exporting;

/// <summary>A score as a base and trees, each with the factor of its leaves.</summary>
internal sealed record ScoreTrees(double Base, IReadOnlyList<ScaledTree> Trees);

/// <summary>A tree whose leaves count times the factor.</summary>
internal readonly record struct ScaledTree(Tree Tree, double Scale);
