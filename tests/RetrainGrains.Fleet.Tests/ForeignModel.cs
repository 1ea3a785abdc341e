using System.Text;

namespace RetrainGrains.Fleet.Tests;

/// <summary>Models of the station as others save them: one split by the weather.</summary>
internal static class ForeignModel
{
    /// <summary>As good as one split can be before the station changes: it errs half as much as the mean.</summary>
    public static byte[] Fair { get; } = Split(below: 55.5, above: 65.5);

    /// <summary>The same in ONNX: a tree over the three features.</summary>
    public static byte[] Onnx { get; } = Convert.FromBase64String(
        "CAgSB2J5LWhhbmQ65wMKsQMKBHJvd3MSCHZhcmlhYmxlIhVUcmVlRW5zZW1ibGVSZWdyZXNzb3IqEAoJbl90YXJnZXRzGAGgAQIq"
        + "HQoSbm9kZXNfZmFsc2Vub2RlaWRzQAJAAEAAoAEHKhsKEG5vZGVzX2ZlYXR1cmVpZHNAAUAAQACgAQcqKgofbm9kZXNfbWlzc2lu"
        + "Z192YWx1ZV90cmFja3NfdHJ1ZUABQABAAKABByooCgtub2Rlc19tb2Rlc0oKQlJBTkNIX0xFUUoETEVBRkoETEVBRqABCCoYCg1u"
        + "b2Rlc19ub2RlaWRzQABAAUACoAEHKhgKDW5vZGVzX3RyZWVpZHNAAEAAQACgAQcqHAoRbm9kZXNfdHJ1ZW5vZGVpZHNAAUAAQACg"
        + "AQcqIAoMbm9kZXNfdmFsdWVzPQAAAD89AAAAAD0AAAAAoAEGKhMKCnRhcmdldF9pZHNAAEAAoAEHKhcKDnRhcmdldF9ub2RlaWRz"
        + "QAFAAqABByoXCg50YXJnZXRfdHJlZWlkc0AAQACgAQcqHQoOdGFyZ2V0X3dlaWdodHM9AABeQj0AAINCoAEGOgphaS5vbm54Lm1s"
        + "EgFnWhQKBHJvd3MSDAoKCAESBgoACgIIA2IYCgh2YXJpYWJsZRIMCgoIARIGCgAKAggBQgQKABAPQg4KCmFpLm9ubngubWwQAw==");

    /// <summary>A graph in ONNX that sums a row up, however wide: a missing value has no sum.</summary>
    public static byte[] Sum { get; } = Convert.FromBase64String(
        "CAgSB2J5LWhhbmQ6YAocCgRyb3dzCgRheGVzEgNzdW0iCVJlZHVjZVN1bRIBZyoUCAEQB0IEYXhlc0oIAQAAAAAAAABaEgoEcm93"
        + "cxIKCggIARIECgAKAGITCgNzdW0SDAoKCAESBgoACgIIAUIECgAQDw==");

    /// <summary>A graph in ONNX that makes probabilities of three classes of the three features.</summary>
    public static byte[] Shares { get; } = Convert.FromBase64String(
        "CAgSB2J5LWhhbmQ6VwokCgRyb3dzEgZzaGFyZXMiB1NvZnRtYXgqCwoEYXhpcxgBoAECEgFn"
        + "WhQKBHJvd3MSDAoKCAESBgoACgIIA2IWCgZzaGFyZXMSDAoKCAESBgoACgIIA0IECgAQDw==");

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
