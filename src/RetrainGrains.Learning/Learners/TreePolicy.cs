using System.Collections.Immutable;

namespace RetrainGrains.Learning.Learners;

/// <summary>
/// The shape of trees, in the terms of ML.NET's FastTree. "Boosted" are leafwise and depthwise, and lightgbm where it
/// has the setting; "forests" are forest and extra-trees, and fastforest likewise. Each setting lists its learners, and
/// the others ignore it. Null stands for the learner's own value.
/// </summary>
public sealed record TreePolicy
{
    /// <summary>
    /// The number of trees (boosted, forests, XGBoost). 100 trees at rate 0.1 fit the data sets of the acceptance tests
    /// within 1 % of 300.
    /// </summary>
    public int NumberOfTrees { get; init; } = 100;

    /// <summary>
    /// The largest number of leaves of a tree (boosted). 31 leaves resolve interactions of about five features
    /// (LightGBM: 31).
    /// </summary>
    public int NumberOfLeaves { get; init; } = 31;

    /// <summary>
    /// The step size (boosted, XGBoost). Ten times smaller steps need ten times the trees for a negligible gain in
    /// accuracy.
    /// </summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>
    /// The least number of rows of a leaf (boosted). A leaf mean of 20 rows has a standard error below a quarter of the
    /// noise.
    /// </summary>
    public int MinimumExampleCountPerLeaf { get; init; } = 20;

    /// <summary>
    /// The largest number of leaves of a tree (forests). Trees that are averaged, not summed, are grown deep.
    /// </summary>
    public int ForestNumberOfLeaves { get; init; } = 256;

    /// <summary>
    /// The least number of rows of a leaf (forests). Averaging removes the noise of small leaves (Breiman 2001: 5).
    /// </summary>
    public int ForestMinimumExampleCountPerLeaf { get; init; } = 5;

    /// <summary>
    /// The largest depth of a tree (boosted, forests, XGBoost at most 16). When null, 6 for trees that grow by depth,
    /// else bounded only by the leaves.
    /// </summary>
    public int? MaximumTreeDepth { get; init; }

    /// <summary>
    /// The largest number of bins of a feature (boosted, forests, XGBoost). When null, as many as a byte can number, or
    /// XGBoost's 256.
    /// </summary>
    public int? MaximumBinCountPerFeature { get; init; }

    /// <summary>
    /// The least number of rows of a bin (boosted, forests). A cut with some rows on both sides is more than noise.
    /// </summary>
    public int MinimumExampleCountPerBin { get; init; } = 8;

    /// <summary>
    /// The L1 penalty (boosted, forests, XGBoost). 0: the other penalties suffice unless most features are noise.
    /// </summary>
    public double L1Regularization { get; init; }

    /// <summary>
    /// The L2 penalty (boosted, forests, XGBoost). When null, one row of shrinkage, or none for trees that are
    /// averaged.
    /// </summary>
    public double? L2Regularization { get; init; }

    /// <summary>
    /// The least reduction of the loss by a split (boosted, forests, XGBoost's gamma). 0, because the loss has the
    /// target's unit.
    /// </summary>
    public double MinimumGain { get; init; }

    /// <summary>
    /// The share of the features drawn for a tree (boosted, forests, XGBoost). 1: few features are redundant.
    /// </summary>
    public double FeatureFraction { get; init; } = 1;

    /// <summary>
    /// The share of the features drawn at each split (boosted, forests, XGBoost). When null, 1, or 0.7 in forests.
    /// </summary>
    public double? FeatureFractionPerSplit { get; init; }

    /// <summary>
    /// The share of the rows drawn for a tree (boosted, XGBoost); forests always draw a bootstrap. 1: no row is left
    /// out.
    /// </summary>
    public double BaggingFraction { get; init; } = 1;

    /// <summary>
    /// The share of rows with the largest gradients that gradient-based one-side sampling keeps (boosted; Ke et al.
    /// 2017). 0 is off: it saves time on millions of rows only.
    /// </summary>
    public double TopGradientFraction { get; init; }

    /// <summary>The share of the other rows that one-side sampling draws (boosted); the authors' own value.</summary>
    public double OtherGradientFraction { get; init; } = 0.1;

    /// <summary>
    /// The number of trees without a better prediction of the latest rows after which training ends (boosted); the best
    /// number is then grown on all rows. 0 is off: it takes a second fit.
    /// </summary>
    public int EarlyStoppingRounds { get; init; }

    /// <summary>The share of latest rows that decides on early stopping (boosted): a tenth, as in FastTree.</summary>
    public double ValidationFraction { get; init; } = 0.1;

    /// <summary>
    /// The objective (boosted, XGBoost squared and Poisson only); forests always average. The default loss judges the
    /// mean.
    /// </summary>
    public Objective Objective { get; init; } = Objective.Squared;

    /// <summary>The share of outcomes below a prediction of the quantile objective (boosted); the median.</summary>
    public double Quantile { get; init; } = 0.5;

    /// <summary>
    /// The constraints by the name of a numeric feature (boosted, forests, XGBoost): 1 never predicts less for more of
    /// it, -1 never more, 0 is free. None by default: they need knowledge of the domain.
    /// </summary>
    public ImmutableSortedDictionary<string, int> MonotoneConstraints { get; init; } =
        ImmutableSortedDictionary<string, int>.Empty;
}
