using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Trees;

/// <summary>A sum of trees over a base score: what boosting and forests fit.</summary>
internal sealed class TreeEnsemble(double baseScore, double scale, Link link, Tree[] trees) : Model
{
    public const int MaximumTrees = 10_000;
    public const int MaximumNodesPerTree = 2 * 4_096 - 1;

    public override ModelKind Kind => ModelKind.TreeEnsemble;

    public double BaseScore => baseScore;

    // 1 for boosting; one over the number of trees for a forest.
    public double Scale => scale;

    public Link Link => link;

    public IReadOnlyList<Tree> Trees => trees;

    public override Predictor Compile() => new CompiledTrees(this);

    /// <summary>For the score itself, before the link.</summary>
    public Predictor CompileScore() => new CompiledTrees(new TreeEnsemble(baseScore, scale, Link.Identity, trees));

    public override void Write(ArtifactWriter writer)
    {
        writer.WriteDouble(baseScore);
        writer.WriteDouble(scale);
        writer.WriteByte((byte)link);
        writer.WriteInt32(trees.Length);
        foreach (var tree in trees)
        {
            tree.Write(writer);
        }
    }

    public static TreeEnsemble Read(ArtifactReader reader, int featureCount)
    {
        var baseScore = reader.ReadFiniteDouble("base score");
        var scale = reader.ReadFiniteDouble("scale");
        var link = reader.ReadEnum<Link>("link");
        var trees = new Tree[reader.ReadCount("trees", MaximumTrees, Tree.MinimumBytes)];
        for (var i = 0; i < trees.Length; i++)
        {
            trees[i] = Tree.Read(reader, featureCount);
        }

        return new TreeEnsemble(baseScore, scale, link, trees);
    }
}
