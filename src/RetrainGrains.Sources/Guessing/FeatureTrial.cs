using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Registry;

namespace RetrainGrains.Sources.Guessing;

/// <summary>
/// Measures what features are worth: small models learn from rows of the history and are asked of the rows that come
/// next, several times, as a model that is kept fresh would be. Rows that a replay serves are not looked at.
/// </summary>
internal sealed class FeatureTrial
{
    private const int RowsMin = 200;

    // The parts of the history that are asked of, each after the rows before it.
    private const int Rounds = 4;
    private const double FirstAsked = 0.6;
    private const int AskedMax = 1_500;

    // Bounds the time of a training, also of wide files.
    private const int LearnedMax = 5_000;
    private const int CellsMax = 300_000;

    private readonly ObservationStream stream;
    private readonly ImmutableArray<(StreamRow[] Learned, StreamRow[] Asked)> rounds;

    private FeatureTrial(
        ObservationStream stream, ImmutableArray<(StreamRow[] Learned, StreamRow[] Asked)> rounds) =>
        (this.stream, this.rounds) = (stream, rounds);

    /// <summary>The most rows that a model learns from.</summary>
    public int Learned => rounds.Max(round => round.Learned.Length);

    /// <summary>The number of rows that are asked of, over all rounds.</summary>
    public int Asked => rounds.Sum(round => round.Asked.Length);

    /// <summary>The form of the target that trainings use; null: the better of two.</summary>
    public TargetForm? Form { get; set; } = WithoutLast;

    /// <summary>The form where no last value is at hand.</summary>
    public static TargetForm WithoutLast => TargetForm.Level;

    /// <summary>Gets true where a model may predict the change from the last value.</summary>
    public bool AllowsChange => stream.Schema.Task == PredictionTask.Regression;

    /// <summary>Divides the history of a stream; null where it has too few rows for a judgement.</summary>
    public static FeatureTrial? Of(ObservationStream stream)
    {
        StreamRow[] known = [.. stream.WarmUp.ToArray().Where(row => double.IsFinite(row.Outcome))];
        if (known.Length < RowsMin) return null;
        var most = Math.Max(RowsMin, Math.Min(LearnedMax, CellsMax / stream.Schema.Features.Length));
        var rounds = ImmutableArray.CreateBuilder<(StreamRow[], StreamRow[])>();
        for (var round = 0; round < Rounds; round++)
        {
            int Bound(int part) => (int)(known.Length * (FirstAsked + (1 - FirstAsked) * part / Rounds));
            var (begin, end) = (Bound(round), Bound(round + 1));
            StreamRow[] learned = [.. known[..begin].Where(row => row.KnownAt <= known[begin].At).TakeLast(most)];
            var every = Math.Max(1, (end - begin) / AskedMax);
            StreamRow[] asked = [.. known[begin..end].Where((_, i) => i % every == 0)];
            if (learned.Length >= RowsMin / 2 && asked.Length > 0) rounds.Add((learned, asked));
        }
        return rounds.Count == 0 ? null : new FeatureTrial(stream, rounds.ToImmutable());
    }

    /// <summary>Returns the error of models that have these features alone.</summary>
    public TrialError Error(IEnumerable<string> names)
    {
        int[] places = [.. names.Select(stream.Schema.IndexOf)];
        var last = Array.IndexOf(places, stream.Schema.LastValueIndex);
        if (Form is { } form) return Error(places, last, form);
        var (level, change) = (Error(places, last, TargetForm.Level), Error(places, last, TargetForm.Change));
        Form = change.Mean < level.Mean ? TargetForm.Change : TargetForm.Level;
        return change.Mean < level.Mean ? change : level;
    }

    private TrialError Error(int[] places, int last, TargetForm form) =>
        new([.. rounds.Select(round => Loss(round.Asked, places.Length == 0
            ? Typical(round.Learned, round.Asked)
            : Predict(round.Learned, round.Asked, places, last, form)))]);

    private double[] Predict(StreamRow[] learned, StreamRow[] asked, int[] places, int last, TargetForm form)
    {
        var features = places.Select(place => stream.Schema.Features[place]).Select(feature =>
            feature.Kind == FeatureKind.Numeric
                ? FeatureDescription.Numeric(feature.Name)
                : FeatureDescription.Categorical(feature.Name, Math.Max(1, feature.Categories.Length)));
        var schema = new DatasetSchema(
            stream.Schema.Task, features, last < 0 ? null : last, stream.Schema.Classes?.Length ?? 0);
        float[] Narrow(StreamRow row) => Array.ConvertAll(places, place => row.Features[place]);
        var builder = new DatasetBuilder(schema, learned.Length);
        foreach (var row in learned) builder.Add(row.At.ToUnixTimeMilliseconds(), Narrow(row), row.Outcome);
        var learner = LearnerRegistry.BuiltIn.Get("leafwise");
        var fitted = learner.Fit(
            builder.Build(), learner.Defaults with { TargetForm = form }, seed: 1, FitOptions.Default);
        return fitted.Artifact?.CreateScorer() is { } scorer
            ? Array.ConvertAll(asked, row => scorer.Score(Narrow(row), row.At.ToUnixTimeMilliseconds()))
            : Typical(learned, asked);
    }

    private double[] Typical(StreamRow[] learned, StreamRow[] asked)
    {
        var typical = stream.Schema.Task == PredictionTask.MulticlassClassification
            ? learned.GroupBy(row => row.Outcome).MaxBy(same => same.Count())!.Key
            : learned.Average(row => row.Outcome);
        return Array.ConvertAll(asked, _ => typical);
    }

    // RMSE, log-loss of two classes, or the share of wrong ones of several.
    private double Loss(StreamRow[] asked, double[] predicted)
    {
        var task = stream.Schema.Task;
        const double Least = 1e-6;
        double Of(double told, double truth) => task switch
        {
            PredictionTask.Regression => (told - truth) * (told - truth),
            PredictionTask.MulticlassClassification => told == truth ? 0 : 1,
            _ => -Math.Log(Math.Clamp(truth > 0.5 ? told : 1 - told, Least, 1)),
        };
        var mean = predicted.Zip(asked, (told, row) => Of(told, row.Outcome)).Where(double.IsFinite)
            .DefaultIfEmpty(double.PositiveInfinity).Average();
        return task == PredictionTask.Regression ? Math.Sqrt(mean) : mean;
    }
}

/// <summary>The errors of the rounds of a trial.</summary>
internal sealed record TrialError(ImmutableArray<double> Rounds)
{
    public double Mean => Rounds.Average();

    /// <summary>Returns true where it is lower by a share, and not by the luck of few rounds.</summary>
    public bool IsBelow(TrialError other, double share) => Mean < other.Mean * (1 - share)
        && 2 * Rounds.Zip(other.Rounds, (own, its) => own < its ? 1 : 0).Sum() > Rounds.Length;
}
