namespace RetrainGrains.Learning.Trees;

/// <summary>Which leaf is split next: the one that gains most (LightGBM), or the shallowest (XGBoost).</summary>
internal enum GrowthOrder
{
    LeafWise,
    DepthWise,
}
