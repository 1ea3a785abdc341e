namespace RetrainGrains.Learning.Trees;

/// <summary>The defaults of the tree learners, each with its reason.</summary>
internal static class TreeDefaults
{
    // 100 trees at 0.1 is where boosted trees on a few ten thousand rows stop gaining (FastTree, LightGBM: 100).
    public const int NumberOfTrees = 100;
    public const double LearningRate = 0.1;

    // 31 leaves resolve interactions of about five features; more mostly memorises at these row counts (LightGBM: 31).
    public const int NumberOfLeaves = 31;

    // Leaf-wise growth is bounded by leaves; the depth only stops degenerate chains.
    public const int MaximumTreeDepth = 64;

    // A leaf mean of 20 rows has a standard error below a quarter of the noise (LightGBM: 20).
    public const int MinimumExampleCountPerLeaf = 20;

    // The most that a byte can name next to the code for missing.
    public const int MaximumBinCountPerFeature = 255;

    // A quantile cut needs some rows on both sides to be more than noise; it also keeps small sets fast.
    public const int MinimumExampleCountPerBin = 8;

    // One row of shrinkage, too little to bias a leaf of 20 (XGBoost: 1).
    public const double L2Regularization = 1;

    public const double FeatureFraction = 1;
    public const double FeatureFractionPerSplit = 1;
    public const double BaggingFraction = 1;

    // The authors' own values with a top share of 0.2 (Ke et al. 2017).
    public const double OtherGradientFraction = 0.1;

    // The latest tenth says when to stop, and is then learned from as well.
    public const double ValidationFraction = 0.1;

    // The median, until somebody asks for another quantile.
    public const double Quantile = 0.5;

    // Residuals beyond this quantile of their sizes count as outliers (Friedman 2001, section 4.4).
    public const double HuberQuantile = 0.9;

    // LightGBM's own values for sets of categories: cat_smooth, cat_l2, max_cat_threshold, min_data_per_group.
    public const double CategorySmoothing = 10;
    public const double CategoryL2Regularization = 10;
    public const int MaximumCategoriesPerSplit = 32;
    public const int MinimumExampleCountPerCategoryGroup = 100;

    // Depth-wise trees are complete: 2^6 leaves at XGBoost's depth of 6.
    public const int DepthWiseMaximumTreeDepth = 6;
    public const int DepthWiseNumberOfLeaves = 64;

    // Forest trees are averaged, not summed: each is grown deep, and a leaf mean needs no shrinkage.
    public const int ForestNumberOfLeaves = 256;
    public const int ForestMinimumExampleCountPerLeaf = 5;
    public const double ForestL2Regularization = 0;

    // Trees that see different features at each split err differently; below this, interactions are missed
    // more than variance is saved (FastForest: 0.7).
    public const double ForestFeatureFractionPerSplit = 0.7;

    // Pool of histograms kept for "child = parent - sibling"; beyond it a child is counted from its rows.
    public const long MaximumHistogramBytes = 64L << 20;

    // Below this many bin updates (about 0.4 ms) handing work to a second thread costs more than it saves.
    public const long MinimumUpdatesPerParallelStep = 1_000_000;

    // The same for steps that only touch each row once.
    public const int MinimumRowsPerParallelStep = 100_000;
}
