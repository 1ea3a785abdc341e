using System.Globalization;
using System.Text.Json;
using RetrainGrains.Learning.Linear;
using RetrainGrains.Learning.Scoring;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Exporting;

/// <summary>The booster of XGBoost's file, and the base score and link that belong to it.</summary>
internal sealed record XGBoostBooster(Link Link, double BaseScore, string Contents, Action<Utf8JsonWriter> Write)
{
    public static XGBoostBooster Of(ExportedVersion version)
    {
        if (version.Members is [var (_, only)] && only.Model is LinearModel linear && IsAlsoGblinear(linear))
        {
            XGBoostScores.RequireLevel(only);
            return new XGBoostBooster(
                linear.Link, NeutralBase(linear.Link), $"a linear booster of {linear.Terms.Count} weights",
                json => WriteLinear(json, linear));
        }

        var scores = XGBoostScores.Of(version);
        var hasOwnBase = scores.Link == Link.Identity && scores.Outputs.Count == 1;
        var trees = InOrder(scores, hasOwnBase);
        if (trees.Sum(one => (long)one.Tree.Tree.Nodes.Length) > ModelExporter.NodesMax)
        {
            throw XGBoostScores.Refused(
                $"its trees have more than {ModelExporter.NodesMax} nodes, which is the largest file that is written",
                isForOnnx: false);
        }

        return new XGBoostBooster(
            scores.Link, hasOwnBase ? scores.Outputs[0].Base : NeutralBase(scores.Link), $"{trees.Count} trees",
            json => WriteTrees(json, trees, scores.Outputs.Count, version.Features.Length));
    }

    // A prediction whose score is zero; of several classes XGBoost's own default, which the softmax takes out.
    private static double NeutralBase(Link link) => link == Link.Exponential ? 1 : 0.5;

    // There a missing value adds nothing, which is right of a term without a mean.
    private static bool IsAlsoGblinear(LinearModel linear) =>
        linear.Terms.All(term => !term.IsCategorical && (term.Mean == 0 || term.Coefficients[0] == 0));

    // An iteration grows a tree for each output. A base score that cannot be told as a prediction without loss is a
    // tree of one leaf.
    private static List<(int Output, ScaledTree Tree)> InOrder(XGBoostScores scores, bool hasOwnBase)
    {
        var ofOutputs = scores.Outputs.Select(output => hasOwnBase || output.Base == 0
            ? output.Trees
            : [Leaf(output.Base), .. output.Trees]).ToArray();
        var iterations = Math.Max(1, ofOutputs.Max(trees => trees.Count));
        return [.. Enumerable.Range(0, iterations).SelectMany(iteration => ofOutputs.Select((trees, output) =>
            (output, iteration < trees.Count ? trees[iteration] : Leaf(0))))];
    }

    private static ScaledTree Leaf(double value) => new(new Tree([TreeNode.Leaf((float)value, cover: 0)]), 1);

    private static void WriteTrees(
        Utf8JsonWriter json, List<(int Output, ScaledTree Tree)> trees, int outputs, int featureCount)
    {
        var writer = new XGBoostTreeWriter(json, featureCount);
        json.WriteStartObject("model");
        json.WriteStartObject("gbtree_model_param");
        json.WriteString("num_parallel_tree", "1");
        json.WriteString("num_trees", trees.Count.ToString(CultureInfo.InvariantCulture));
        json.WriteString("size_leaf_vector", "0");
        json.WriteEndObject();
        json.WriteStartArray("iteration_indptr");
        for (var first = 0; first <= trees.Count; first += outputs) json.WriteNumberValue(first);
        json.WriteEndArray();
        json.WriteStartArray("tree_info");
        foreach (var (output, _) in trees) json.WriteNumberValue(output);
        json.WriteEndArray();
        json.WriteStartArray("trees");
        for (var i = 0; i < trees.Count; i++) writer.Write(i, trees[i].Tree);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteString("name", "gbtree");
    }

    // A weight for each feature, then the bias.
    private static void WriteLinear(Utf8JsonWriter json, LinearModel linear)
    {
        // An identity's base score is added to the bias.
        var bias = linear.Intercept - (linear.Link == Link.Identity ? NeutralBase(linear.Link) : 0);
        json.WriteStartObject("model");
        json.WriteStartArray("weights");
        foreach (var weight in linear.Terms.Select(term => term.Coefficients[0]).Append(bias))
        {
            json.WriteRawValue(XGBoostTreeWriter.Text((float)weight), skipInputValidation: true);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteString("name", "gblinear");
    }
}
