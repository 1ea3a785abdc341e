using System.Text;

namespace RetrainGrains.Fleet.Tests;

/// <summary>Models of the station as LightGBM saves them: one split by the weather.</summary>
internal static class ForeignModel
{
    /// <summary>As good as one split can be before the station changes: it errs half as much as the mean.</summary>
    public static byte[] Fair { get; } = Split(below: 55.5, above: 65.5);

    public static byte[] Split(
        double below, double above, string objective = "regression", string features = "hour weather last") =>
        Encoding.UTF8.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"""
        tree
        version=v4
        num_class=1
        num_tree_per_iteration=1
        label_index=0
        max_feature_idx=2
        objective={objective}
        feature_names={features}
        feature_infos=[0:23] [0:1] [0:99]

        Tree=0
        num_leaves=2
        num_cat=0
        split_feature=1
        threshold=0.5
        decision_type=2
        left_child=-1
        right_child=-2
        leaf_value={below} {above}
        leaf_count=50 50
        internal_count=100
        shrinkage=1

        end of trees

        """));
}
