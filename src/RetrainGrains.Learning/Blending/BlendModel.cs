using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Explaining;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Blending;

/// <summary>A weighted mean of other artifacts' predictions, which it carries whole.</summary>
internal sealed class BlendModel(double[] weights, Artifact[] members) : Model
{
    public const int MaximumMembers = 32;

    public override ModelKind Kind => ModelKind.Blend;

    public IReadOnlyList<Artifact> Members => members;

    /// <summary>The weights, divided by their sum.</summary>
    public double[] Shares
    {
        get
        {
            var total = weights.Sum();
            return [.. weights.Select(w => w / total)];
        }
    }

    public override void Write(ArtifactWriter writer)
    {
        writer.WriteInt32(members.Length);
        for (var i = 0; i < members.Length; i++)
        {
            writer.WriteDouble(weights[i]);
            writer.WriteInt32(members[i].Bytes.Length);
            writer.WriteBytes(members[i].Bytes.Span);
        }
    }

    public override Attribution Explain() => new BlendAttributions(weights, members);

    public override Predictor Compile()
    {
        Scorer[] scorers = [.. members.Select(m => m.CreateScorer())];
        var classCount = members[0].Schema.ClassCount;
        return classCount > 0 ? new MeanOfClasses(Shares, scorers, classCount) : new Mean(Shares, scorers);
    }

    public static BlendModel Read(ArtifactReader reader, DatasetSchema schema)
    {
        const int MinimumMemberBytes = sizeof(double) + sizeof(int);
        var count = reader.ReadCount("blend members", MaximumMembers, MinimumMemberBytes);
        var weights = new double[count];
        var members = new Artifact[count];
        for (var i = 0; i < count; i++)
        {
            weights[i] = reader.ReadFiniteDouble("blend weight");
            var bytes = reader.Take(reader.ReadInt32("length of a blend member"), "blend member");
            members[i] = Artifact.Parse(bytes.Span, reader.Kinds, isMember: true);
        }

        return Problem(weights, members, schema) is { } problem
            ? throw reader.Error(problem)
            : new BlendModel(weights, members);
    }

    /// <summary>Finds the reason why these cannot be blended, or null.</summary>
    public static string? Problem(double[] weights, Artifact[] members, DatasetSchema schema)
    {
        if (weights.Length != members.Length || members.Length is 0 or > MaximumMembers)
        {
            return $"a blend has 1 to {MaximumMembers} members with a weight each, "
                + $"not {members.Length} members and {weights.Length} weights";
        }

        var badWeight = weights.FirstOrDefault(w => !(w > 0 && double.IsFinite(w)), 1);
        if (badWeight != 1) return $"a blend weight is {badWeight}; it must be positive";
        if (members.Any(m => m.Model.Kind is ModelKind.Blend or ModelKind.External))
        {
            return "a blend cannot hold a blend or a worker's model";
        }

        return members.FirstOrDefault(m => !m.Schema.HasSameShapeAs(schema)) is { } stranger
            ? $"member '{stranger.Learner}' has another task or other features than the blend"
            : null;
    }

    private sealed class Mean(double[] shares, Scorer[] scorers) : Predictor
    {
        public override double Predict(ReadOnlySpan<float> features, long unixMilliseconds)
        {
            var sum = 0.0;
            for (var i = 0; i < scorers.Length; i++) sum += shares[i] * scorers[i].Score(features, unixMilliseconds);
            return sum;
        }
    }

    private sealed class MeanOfClasses(double[] shares, Scorer[] scorers, int classCount) : ClassPredictor(classCount)
    {
        public override void PredictClasses(
            ReadOnlySpan<float> features, long unixMilliseconds, Span<double> probabilities)
        {
            Span<double> member = stackalloc double[probabilities.Length];
            probabilities.Clear();
            for (var i = 0; i < scorers.Length; i++)
            {
                scorers[i].ScoreClasses(features, unixMilliseconds, member);
                for (var label = 0; label < member.Length; label++) probabilities[label] += shares[i] * member[label];
            }
        }
    }
}
