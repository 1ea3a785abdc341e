using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Blending;
using RetrainGrains.Learning.Calibration;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Registry;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Tests.Exporting;

/// <summary>A version of each kind, trained once for all tests, and rows with gaps and unknown categories.</summary>
internal sealed record ExportCase(string Name, Artifact Artifact, bool IsForXGBoost)
{
    public const int RowCount = 400;
    public const int Known = 30;
    private const int Sent = 40;
    private const int Classes = 4;
    private static readonly string[] Numbers = ["wind", "rain", "load", "hour"];
    private static readonly TreeParameters Small = TreeParameters.LeafWise with { NumberOfTrees = 20 };
    private static readonly TreeParameters Forest = TreeParameters.Forest with { NumberOfTrees = 10 };
    private static readonly Dataset Regression = Rows(PredictionTask.Regression, Target);
    private static readonly Dataset Binary = Rows(PredictionTask.BinaryClassification, row => Target(row) > 1 ? 1 : 0);
    private static readonly Dataset OfClasses = Rows(
        PredictionTask.MulticlassClassification, row => (int)Math.Clamp(Target(row), 0, Classes - 1));

    private static readonly Dictionary<string, Lazy<ExportCase>> Cases = All().ToDictionary(
        one => one.Name, one => new Lazy<ExportCase>(() => new ExportCase(one.Name, one.Fit(), one.IsForXGBoost)));

    public static TheoryData<string> Names => [.. Cases.Keys];

    public static TheoryData<string> NamesForXGBoost =>
        [.. All().Where(one => one.IsForXGBoost).Select(one => one.Name)];

    public static ExportCase Of(string name) => Cases[name].Value;

    /// <summary>The rows, the same for all: a tenth is missing, and a quarter of the categories is unknown.</summary>
    public static float[][] TestRows { get; } = [.. Draw(RowCount, seed: 12, Sent)];

    /// <summary>Scores the rows here: a number each, or one for each class.</summary>
    public double[] Own() => Own(Artifact);

    public static double[] Own(Artifact artifact) => Own(artifact, TestRows);

    public static double[] Own(Artifact artifact, float[][] rows)
    {
        var scorer = artifact.CreateScorer();
        var classes = artifact.Schema.ClassCount;
        return [.. rows.SelectMany(row =>
        {
            if (classes == 0) return [scorer.Score(row, 0)];
            var probabilities = new double[classes];
            scorer.ScoreClasses(row, 0, probabilities);
            return probabilities;
        })];
    }

    private static IEnumerable<(string Name, bool IsForXGBoost, Func<Artifact> Fit)> All()
    {
        foreach (var objective in Enum.GetValues<Objective>())
        {
            yield return ($"{objective} trees", true, () => Boosted(Regression, Small with { Objective = objective }));
        }

        yield return ("depth-wise trees", true, () => Fitting.Fit(
            "depthwise", Regression, TreeParameters.DepthWise with { NumberOfTrees = 20 }));
        yield return ("forest", true, () => Fitting.Fit("forest", Regression, Forest));
        yield return ("LightGBM of ML.NET", true, () => Fitting.Fit("lightgbm", Regression));
        yield return ("forest of ML.NET", true, () => Fitting.Fit("fastforest", Regression));
        yield return ("mean", true, () => Fitting.Fit("mean", Regression));
        yield return ("trees of two classes", true, () => Boosted(Binary, Small));
        yield return ("forest of two classes", true, () => Fitting.Fit("forest", Binary, Forest));
        yield return ("share", true, () => Fitting.Fit("mean", Binary));
        yield return ("trees of classes", true, () => Boosted(OfClasses, Small));
        yield return ("blend of trees", true, () => Blend.Create(
            [(3, Boosted(Regression, Small)), (1, Fitting.Fit("forest", Regression, Forest)),
                (0.5, Fitting.Fit("mean", Regression))]));
        yield return ("blend of one", true, () => Blend.Create([(2, Boosted(Binary, Small))]));
        yield return ("trees of logs", false, () => Boosted(
            Rows(PredictionTask.Regression, row => Target(row) + 3), Small with { TargetForm = TargetForm.Log }));
        yield return ("trees of changes", false, () => Boosted(
            Regression, Small with { TargetForm = TargetForm.Change }));
        yield return ("ridge", false, () => Fitting.Fit("ridge", Regression));
        yield return ("elastic net", false, () => Fitting.Fit("elastic-net", Regression));
        yield return ("logistic", false, () => Fitting.Fit("logistic", Binary));
        yield return ("logistic of classes", false, () => Fitting.Fit("logistic", OfClasses));
        yield return ("perceptron", false, () => Fitting.Fit("perceptron", Regression));
        yield return ("perceptron of two classes", false, () => Fitting.Fit("perceptron", Binary));
        yield return ("perceptron of classes", false, () => Fitting.Fit("perceptron", OfClasses));
        yield return ("forest of classes", false, () => Fitting.Fit("forest", OfClasses, Forest));
        yield return ("last value", false, () => Fitting.Fit("last-value", Regression));
        yield return ("transitions", false, () => Fitting.Fit("transitions", Binary));
        yield return ("transitions of classes", false, () => Fitting.Fit("transitions", OfClasses));
        yield return ("trees by Platt", false, () => Calibrated(CalibrationMethod.Platt));
        yield return ("trees by a curve", false, () => Calibrated(CalibrationMethod.Isotonic));
        yield return ("blend of all", false, () => Blend.Create(
            [(3, Boosted(Regression, Small with { TargetForm = TargetForm.Change })),
                (1, Fitting.Fit("ridge", Regression)), (2, Fitting.Fit("last-value", Regression)),
                (1, Fitting.Fit("forest", Regression, Forest))]));
        yield return ("blend of probabilities", false, () => Blend.Create(
            [(3, Boosted(Binary, Small)), (1, Fitting.Fit("logistic", Binary)),
                (1, Calibrated(CalibrationMethod.Isotonic))]));
        yield return ("blend of classes", false, () => Blend.Create(
            [(3, Boosted(OfClasses, Small)), (1, Fitting.Fit("logistic", OfClasses))]));
    }

    private static Artifact Boosted(Dataset rows, TreeParameters parameters) =>
        Fitting.Fit("leafwise", rows, parameters);

    private static Artifact Calibrated(CalibrationMethod method)
    {
        var learner = new CalibratedLearner(LearnerRegistry.BuiltIn.Get("leafwise"), method);
        return learner.Fit(Binary, Small, seed: 1, FitOptions.Default).Artifact!;
    }

    private static double Target(float[] row)
    {
        var (wind, load) = (float.IsNaN(row[0]) ? 2 : row[0], float.IsNaN(row[2]) ? 0 : row[2]);
        var station = float.IsNaN(row[4]) ? 11 : (int)row[4] * 7 % 13;
        return Math.Abs(Math.Sin(wind) + load + 0.2 * station);
    }

    private static Dataset Rows(PredictionTask task, Func<float[], double> target)
    {
        var features = Numbers.Select(FeatureDescription.Numeric)
            .Append(FeatureDescription.Categorical("station", Known));
        var builder = new DatasetBuilder(new DatasetSchema(
            task, features, lastValueFeature: 2, task == PredictionTask.MulticlassClassification ? Classes : 0));
        foreach (var (i, row) in Draw(1_200, seed: 11, Known).Index())
        {
            builder.Add(i * SyntheticRows.HourMilliseconds, row, target(row));
        }

        return builder.Build();
    }

    private static IEnumerable<float[]> Draw(int count, int seed, int categories)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            float[] row =
            [
                (float)(6 * random.NextDouble() - 3), (float)random.NextDouble(), (float)(4 * random.NextDouble()),
                random.Next(24), random.Next(categories),
            ];
            for (var feature = 0; feature < row.Length; feature++)
            {
                if (random.NextDouble() < 0.1) row[feature] = float.NaN;
            }

            yield return row;
        }
    }
}
