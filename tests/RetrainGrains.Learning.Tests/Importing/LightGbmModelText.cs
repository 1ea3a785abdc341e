using System.Text;

namespace RetrainGrains.Learning.Tests.Importing;

/// <summary>Small LightGBM models, written as LightGBM writes them.</summary>
internal static class LightGbmModelText
{
    /// <summary>A value at most 0.5 goes to 1, a larger one to 2; the decision type says where missing goes.</summary>
    public static byte[] OneSplit(int decisionType, string threshold = "0.5", string objective = "regression") =>
        Model(
            $"""
            Tree=0
            num_leaves=2
            num_cat=0
            split_feature=0
            threshold={threshold}
            decision_type={decisionType}
            left_child=-1
            right_child=-2
            leaf_value=1 2
            leaf_count=30 70
            internal_count=100
            shrinkage=1
            """,
            objective);

    /// <summary>Trees under a header that knows two features, of which the second has categories.</summary>
    public static byte[] Model(
        string trees, string objective = "regression", string more = "", string infos = "[0:999] 1:0:3:100:-1") =>
        Encoding.UTF8.GetBytes($"""
        tree
        version=v4
        num_class=1
        num_tree_per_iteration=1
        label_index=0
        max_feature_idx=1
        objective={objective}
        feature_names=number category
        feature_infos={infos}
        {more}

        {trees}

        end of trees

        parameters:
        [boosting: gbdt]
        end of parameters

        """);
}
