using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Baselines;
using RetrainGrains.Learning.Blending;
using RetrainGrains.Learning.Calibration;
using RetrainGrains.Learning.Classes;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.External;
using RetrainGrains.Learning.Linear;
using RetrainGrains.Learning.Scoring;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Exporting;

/// <summary>A model as XGBoost's trees can say it: a score for each output, and the link that follows.</summary>
internal sealed record XGBoostScores(Link Link, IReadOnlyList<ScoreTrees> Outputs)
{
    // From here on a probability of single precision is 0 or 1.
    private const double ScoreMax = 100;

    /// <summary>Turns a version into sums of trees, or refuses with the reason.</summary>
    public static XGBoostScores Of(ExportedVersion version) =>
        version.Members is [var (_, only)] ? Of(only) : Mean(version.Members, Of);

    /// <summary>Requires predictions of the target itself.</summary>
    public static void RequireLevel(Artifact artifact)
    {
        if (artifact.TargetForm == TargetForm.Change)
        {
            throw Refused("the version predicts the change since the last value, which XGBoost cannot add");
        }

        if (artifact.TargetForm == TargetForm.Log)
        {
            throw Refused("the version predicts log(1 + y), and no objective of XGBoost turns that back");
        }
    }

    public static ExportException Refused(string reason, bool isForOnnx = true) =>
        new($"The version cannot be XGBoost JSON: {reason}.{(isForOnnx ? " ONNX holds it." : "")}");

    private static XGBoostScores Of(Artifact artifact)
    {
        var scores = OfPredictions(artifact);
        return artifact.Model.TakesAnyCategory ? scores : scores with
        {
            Outputs = [.. scores.Outputs.Select(output => output with
            {
                Trees = [.. output.Trees.Select(
                    scaled => scaled with { Tree = KnownCategories.Of(scaled.Tree, artifact.Schema) })],
            })],
        };
    }

    private static XGBoostScores OfPredictions(Artifact artifact)
    {
        RequireLevel(artifact);
        return artifact.Model switch
        {
            BlendModel { Members: [var only] } => OfPredictions(only),
            BlendModel blend => Mean(blend.Shares.Zip(blend.Members), OfPredictions),
            PerClassModel classes => OfClasses(classes),
            ConstantModel { Value: var share } when artifact.Schema.Task == PredictionTask.BinaryClassification =>
                new XGBoostScores(Link.Logistic, [new ScoreTrees(ScoreOf(share), [])]),
            var model => new XGBoostScores(LinkOf(model), [ScoreOf(model)]),
        };
    }

    private static XGBoostScores Mean(
        IEnumerable<(double Share, Artifact Member)> parts, Func<Artifact, XGBoostScores> of)
    {
        var (sum, trees) = (0.0, new List<ScaledTree>());
        foreach (var (share, member) in parts)
        {
            var scores = of(member);
            if (scores.Link != Link.Identity || scores.Outputs is not [var output])
            {
                throw Refused(
                    $"it is a mean of predictions, and those of '{member.Learner}' are no sums of trees but what a "
                    + "link makes of them");
            }

            sum += share * output.Base;
            trees.AddRange(output.Trees.Select(scaled => scaled with { Scale = share * scaled.Scale }));
        }

        return new XGBoostScores(Link.Identity, [new ScoreTrees(sum, trees)]);
    }

    private static XGBoostScores OfClasses(PerClassModel classes) => classes.Link == ClassLink.Softmax
        ? new XGBoostScores(Link.Identity, [.. classes.Members.Select(ScoreOf)])
        : throw Refused("the classes' probabilities are shares of votes, and XGBoost knows the softmax only");

    private static Link LinkOf(Model model) => model is TreeEnsemble trees ? trees.Link : Link.Identity;

    private static double ScoreOf(double share) =>
        Math.Clamp(Math.Log(share / (1 - share)), -ScoreMax, ScoreMax);

    private static ScoreTrees ScoreOf(Model model) => model switch
    {
        TreeEnsemble trees => new ScoreTrees(
            trees.BaseScore, [.. trees.Trees.Select(tree => new ScaledTree(tree, trees.Scale))]),
        ConstantModel constant => new ScoreTrees(constant.Value, []),
        LinearModel => throw Refused(
            "XGBoost takes a missing value of a linear model for zero and knows no categories there; here a missing "
            + "value is at the feature's mean"),
        CalibratedModel => throw Refused("XGBoost has no calibration behind its trees"),
        ExternalModel => throw Refused("only the worker that trained it can read it", isForOnnx: false),
        SeasonalModel => throw Refused("its predictions follow from the time, which is no feature", isForOnnx: false),
        LinearLeaves => throw Refused("its leaves have linear models, which XGBoost does not know", isForOnnx: false),
        _ => throw Refused($"a model of kind {model.Kind} is not made of trees"),
    };
}
