using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Explaining;
using RetrainGrains.Learning.Scoring;
using RetrainGrains.Learning.Trees.Compiled;

namespace RetrainGrains.Learning.Trees;

/// <summary>A sum of trees over a base score: what boosting and forests fit.</summary>
internal sealed class TreeEnsemble(double baseScore, double scale, Link link, Tree[] trees) : Model
{
    public const int MaximumTrees = 10_000;

    // LightGBM grows at most 131,072 leaves, a full XGBoost tree of depth 16 has half as many; our own far fewer.
    public const int MaximumNodesPerTree = 2 * 131_072 - 1;

    public override ModelKind Kind => ModelKind.TreeEnsemble;

    public double BaseScore => baseScore;

    // 1 for boosting; one over the number of trees for a forest.
    public double Scale => scale;

    public Link Link => link;

    public IReadOnlyList<Tree> Trees => trees;

    public bool HasCovers { get; } = trees.All(t => t.HasCovers);

    public override bool TakesAnyCategory => true;

    public override Predictor Compile() =>
        trees.Any(t => t.HasCategories) ? new BranchingTrees(this) : new CompiledTrees(this);

    public override Attribution Explain() => new TreeAttributions(this);

    /// <summary>Compiles a predictor of the score itself, before the link.</summary>
    public Predictor CompileScore() => new TreeEnsemble(baseScore, scale, Link.Identity, trees).Compile();

    public override void Write(ArtifactWriter writer)
    {
        writer.WriteDouble(baseScore);
        writer.WriteDouble(scale);
        writer.WriteByte((byte)link);
        writer.WriteByte(HasCovers ? (byte)1 : (byte)0);
        writer.WriteInt32(trees.Length);
        foreach (var tree in trees) tree.Write(writer, HasCovers);
    }

    public static TreeEnsemble Read(ArtifactReader reader, int featureCount)
    {
        var baseScore = reader.ReadFiniteDouble("base score");
        var scale = reader.ReadFiniteDouble("scale");
        var link = reader.ReadEnum<Link>("link");
        var withCovers = ReadWithCovers(reader);
        var trees = new Tree[reader.ReadCount("trees", MaximumTrees, Tree.MinimumBytes)];
        for (var i = 0; i < trees.Length; i++) trees[i] = Tree.Read(reader, featureCount, withCovers);
        return new TreeEnsemble(baseScore, scale, link, trees);
    }

    private static bool ReadWithCovers(ArtifactReader reader)
    {
        var code = reader.ReadByte("covers");
        return code <= 1 ? code == 1 : throw reader.Error($"covers has the unknown code {code}");
    }
}
