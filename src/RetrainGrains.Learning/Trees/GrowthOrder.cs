namespace RetrainGrains.Learning.Trees;

/// <summary>
/// The choice of the leaf to split next: the one of most gain (LightGBM), or the shallowest (XGBoost).
/// </summary>
internal enum GrowthOrder
{
    LeafWise,
    DepthWise,
}
