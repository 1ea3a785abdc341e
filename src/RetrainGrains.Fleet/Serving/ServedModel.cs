using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Ensembles;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Fleet.Serving;

/// <summary>A serving plan with its scorers: immutable, thread-safe, and free of allocation when it predicts.</summary>
/// <remarks>
/// Members that workers score are known by their recipes. Where no worker answers, the others take over their weight;
/// where there are no others, their fallbacks answer. A graph in ONNX may have no answer to a row: then the others
/// take over too, and where there are none, the prediction is NaN.
/// </remarks>
public sealed class ServedModel
{
    private readonly Scorer[] scorers;
    private readonly double[] weights;

    // The place of each member's scorer among those that differ: recipes often share an artifact, which is scored once.
    private readonly int[] sharing;
    private readonly Scorer[] different;

    // A member's place among the answers; -1: it is scored here.
    private readonly int[] places;

    // What each external member knows of the schema, which may have grown since it was trained.
    private readonly FeatureSchema[] known;

    private ServedModel(ServingPlan plan, Scorer[] scorers)
    {
        Plan = plan;
        Version = plan.Version.ToString();
        this.scorers = scorers;
        different = [.. scorers.Distinct()];
        sharing = [.. scorers.Select(scorer => Array.IndexOf(different, scorer))];
        weights = [.. plan.Members.Select(member => member.Weight)];
        External = [.. plan.Members.Where(member => member.Recipe.WorkerLearner is not null)];
        PrefersBatches = different.Any(scorer => scorer.PrefersBatches);
        places = [.. plan.Members.Select(member => External.IndexOf(member))];
        known = [.. scorers.Where((_, i) => places[i] >= 0).Select(scorer => plan.Schema.Known(scorer.Schema))];
    }

    public ServingPlan Plan { get; }

    /// <summary>The version as text, made once.</summary>
    public string Version { get; }

    /// <summary>The members that workers score; as a rule there are none.</summary>
    public ImmutableArray<Member> External { get; }

    /// <summary>Returns true where rows cost much less together than one by one.</summary>
    public bool PrefersBatches { get; }

    /// <summary>Returns the part of the schema that an external member knows.</summary>
    public FeatureSchema KnownTo(int external) => known[external];

    public static async ValueTask<ServedModel> LoadAsync(
        ServingPlan plan, ScorerCache cache, CancellationToken cancellation = default)
    {
        var scorers = new Scorer[plan.Members.Length];
        for (var i = 0; i < scorers.Length; i++)
        {
            scorers[i] = await cache.GetAsync(plan.Members[i].ArtifactId, cancellation);
        }
        return new ServedModel(plan, scorers);
    }

    /// <summary>Predicts without workers; of several classes the index of the most probable one.</summary>
    public double Predict(ReadOnlySpan<float> features, long unixMilliseconds)
    {
        if (Plan.Schema.Answer.Classes is > 0 and var classes)
        {
            Span<double> probabilities = stackalloc double[classes];
            var label = PredictClasses(features, unixMilliseconds, probabilities);
            return label < 0 ? double.NaN : label;
        }
        return External.IsEmpty
            ? Plan.Finish(Mean(features, unixMilliseconds))
            : Predict(features, unixMilliseconds, [], out _);
    }

    /// <summary>
    /// Predicts with workers' answers: one for each of <see cref="External"/>, NaN where there is none, or no
    /// answers at all. <paramref name="fallback"/>: one was missing, or of no use.
    /// </summary>
    public double Predict(
        ReadOnlySpan<float> features, long unixMilliseconds, ReadOnlySpan<double> answers, out bool fallback)
    {
        double sum = 0, answered = 0, all = 0;
        fallback = false;
        for (var i = 0; i < scorers.Length; i++)
        {
            all += weights[i];
            var value = places[i] < 0 ? scorers[i].Score(features, unixMilliseconds)
                : places[i] < answers.Length ? scorers[i].FromAnswer(features, answers[places[i]])
                : double.NaN;
            if (places[i] >= 0 && double.IsNaN(value))
            {
                fallback = true;
                continue;
            }
            sum += weights[i] * value;
            answered += weights[i];
        }
        return Plan.Finish(answered > 0 ? sum * (all / answered) : Mean(features, unixMilliseconds));
    }

    // Of what is scored here: a worker's model by its fallback.
    private double Mean(ReadOnlySpan<float> features, long unixMilliseconds)
    {
        Span<double> values = stackalloc double[different.Length];
        for (var i = 0; i < values.Length; i++) values[i] = different[i].Score(features, unixMilliseconds);
        return Mean(values);
    }

    private double Mean(ReadOnlySpan<double> values)
    {
        double mean = 0, answered = 0, all = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            all += weights[i];
            if (double.IsNaN(values[sharing[i]])) continue;
            mean += weights[i] * values[sharing[i]];
            answered += weights[i];
        }
        return answered == all ? mean : answered > 0 ? mean * (all / answered) : double.NaN;
    }

    /// <summary>
    /// Fills the members' weighted mean probability of each class; returns the most probable one, −1 where there is no
    /// answer.
    /// </summary>
    public int PredictClasses(ReadOnlySpan<float> features, long unixMilliseconds, Span<double> probabilities)
    {
        Span<double> ofMember = stackalloc double[probabilities.Length];
        var mean = new ClassMean(probabilities);
        for (var i = 0; i < scorers.Length; i++)
        {
            scorers[i].ScoreClasses(features, unixMilliseconds, ofMember);
            mean.Add(weights[i], ofMember);
        }
        return mean.Finish();
    }

    /// <summary>Predicts rows together, as <see cref="Predict(ReadOnlySpan{float}, long)"/> does each.</summary>
    public double[] PredictAll(IReadOnlyList<float[]> rows, IReadOnlyList<long> unixMilliseconds)
    {
        if (Plan.Schema.Answer.Classes > 0)
        {
            return [.. PredictAllClasses(rows, unixMilliseconds).Select(probabilities =>
                double.IsNaN(probabilities[0]) ? double.NaN : ClassProbabilities.MostProbable(probabilities))];
        }
        var together = ScoreTogether(rows);
        var predictions = new double[rows.Count];
        Span<double> values = stackalloc double[different.Length];
        for (var row = 0; row < predictions.Length; row++)
        {
            for (var i = 0; i < values.Length; i++)
                values[i] = together[i]?[row] ?? different[i].Score(rows[row], unixMilliseconds[row]);
            predictions[row] = Plan.Finish(Mean(values));
        }
        return predictions;
    }

    /// <summary>Returns for each row the probabilities of the classes: NaN where there is no answer.</summary>
    public double[][] PredictAllClasses(IReadOnlyList<float[]> rows, IReadOnlyList<long> unixMilliseconds)
    {
        var together = ScoreTogether(rows);
        var classes = Plan.Schema.Answer.Classes;
        Span<double> ofMember = stackalloc double[classes];
        var all = new double[rows.Count][];
        for (var row = 0; row < all.Length; row++)
        {
            var mean = new ClassMean(all[row] = new double[classes]);
            for (var i = 0; i < scorers.Length; i++)
            {
                if (together[sharing[i]] is { } batch) batch.AsSpan(row * classes, classes).CopyTo(ofMember);
                else scorers[i].ScoreClasses(rows[row], unixMilliseconds[row], ofMember);
                mean.Add(weights[i], ofMember);
            }
            mean.Finish();
        }
        return all;
    }

    private double[]?[] ScoreTogether(IReadOnlyList<float[]> rows) =>
        [.. different.Select(scorer => scorer.PrefersBatches ? scorer.ScoreRows(rows) : null)];
}
