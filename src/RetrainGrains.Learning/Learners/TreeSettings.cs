using System.Collections.Immutable;

namespace RetrainGrains.Learning.Learners;

/// <summary>
/// The settings of a policy for trees, named as in ML.NET's FastTree. Each says which learners use it; the others
/// ignore it. Boosted are leafwise and depthwise, and lightgbm where it has the setting; forests are forest and
/// extra-trees, and fastforest likewise. Null is the learner's own value.
/// </summary>
public sealed record TreeSettings
{
    /// <summary>
    /// Boosted, forests, XGBoost. 100 trees at rate 0.1 fit the data sets of the acceptance tests within 1 % of 300.
    /// </summary>
    public int NumberOfTrees { get; init; } = 100;

    /// <summary>Boosted. 31 leaves resolve interactions of about five features (LightGBM: 31).</summary>
    public int NumberOfLeaves { get; init; } = 31;

    /// <summary>Boosted, XGBoost. Ten times smaller steps need ten times the trees for little accuracy.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>Boosted. A leaf mean of 20 rows has a standard error below a quarter of the noise.</summary>
    public int MinimumExampleCountPerLeaf { get; init; } = 20;

    /// <summary>Forests. Trees that are averaged, not summed, are grown deep.</summary>
    public int ForestNumberOfLeaves { get; init; } = 256;

    /// <summary>Forests. Averaging takes the noise out that small leaves bring in (Breiman 2001: 5).</summary>
    public int ForestMinimumExampleCountPerLeaf { get; init; } = 5;

    /// <summary>
    /// Boosted, forests, XGBoost (at most 16). Null: 6 where trees grow by depth, else no bound but the leaves.
    /// </summary>
    public int? MaximumTreeDepth { get; init; }

    /// <summary>Boosted, forests, XGBoost. Null: all that a byte can name, or XGBoost's 256.</summary>
    public int? MaximumBinCountPerFeature { get; init; }

    /// <summary>Boosted, forests. A cut with some rows on both sides is more than noise.</summary>
    public int MinimumExampleCountPerBin { get; init; } = 8;

    /// <summary>Boosted, forests, XGBoost. 0: the other penalties suffice until features outnumber signal.</summary>
    public double L1Regularization { get; init; }

    /// <summary>Boosted, forests, XGBoost. Null: one row of shrinkage, or none where trees are averaged.</summary>
    public double? L2Regularization { get; init; }

    /// <summary>
    /// Boosted, forests, XGBoost (its gamma). What a split must take off the loss; 0, for the loss has the target's
    /// unit.
    /// </summary>
    public double MinimumGain { get; init; }

    /// <summary>Boosted, forests, XGBoost. Share of the features drawn for a tree; 1: few are redundant.</summary>
    public double FeatureFraction { get; init; } = 1;

    /// <summary>Boosted, forests, XGBoost. The same at each split. Null: 1, or 0.7 in forests.</summary>
    public double? FeatureFractionPerSplit { get; init; }

    /// <summary>
    /// Boosted, XGBoost. Share of the rows drawn for a tree; forests always draw a bootstrap. 1: nothing is left out.
    /// </summary>
    public double BaggingFraction { get; init; } = 1;

    /// <summary>
    /// Boosted. Gradient-based one-side sampling (Ke et al. 2017): the share of rows predicted worst that is kept. 0 is
    /// off: it saves time on millions of rows only.
    /// </summary>
    public double TopGradientFraction { get; init; }

    /// <summary>Boosted. The share of rows drawn from the others then; the authors' own value.</summary>
    public double OtherGradientFraction { get; init; } = 0.1;

    /// <summary>
    /// Boosted. Ends when the latest rows have not been predicted better for so many trees; the number that was best is
    /// then grown on all rows. 0 is off: it takes a second fit.
    /// </summary>
    public int EarlyStoppingRounds { get; init; }

    /// <summary>Boosted. The share of latest rows that says when to stop: a tenth, as FastTree has it.</summary>
    public double ValidationFraction { get; init; } = 0.1;

    /// <summary>
    /// Boosted, XGBoost (squared and Poisson only); forests always average. The mean is what the default loss judges.
    /// </summary>
    public Objective Objective { get; init; } = Objective.Squared;

    /// <summary>Boosted. The share of outcomes below a prediction of the objective of a quantile; the median.</summary>
    public double Quantile { get; init; } = 0.5;

    /// <summary>
    /// Boosted, forests, XGBoost. By the name of a numeric feature: 1 never predicts less for more of it, -1 never
    /// more, 0 is free. None: what a domain knows for sure nobody can guess for it.
    /// </summary>
    public ImmutableSortedDictionary<string, int> MonotoneConstraints { get; init; } =
        ImmutableSortedDictionary<string, int>.Empty;
}
