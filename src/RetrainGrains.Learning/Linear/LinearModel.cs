using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Explaining;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Linear;

/// <summary>An intercept plus one term per feature.</summary>
internal sealed class LinearModel(double intercept, Link link, LinearTerm[] terms) : Model
{
    public override ModelKind Kind => ModelKind.Linear;

    public double Intercept => intercept;

    public Link Link => link;

    public IReadOnlyList<LinearTerm> Terms => terms;

    public override void Write(ArtifactWriter writer)
    {
        writer.WriteDouble(intercept);
        writer.WriteByte((byte)link);
        foreach (var term in terms)
        {
            writer.WriteDouble(term.Mean);
            writer.WriteDoubles(term.Coefficients);
        }
    }

    public override Attribution Explain() => new LinearAttributions(this);

    public override Predictor Compile() => new Linear(intercept, link, terms);

    public static LinearModel Read(ArtifactReader reader, DatasetSchema schema)
    {
        var intercept = reader.ReadFiniteDouble("intercept");
        var link = reader.ReadEnum<Link>("link");
        var terms = new LinearTerm[schema.Features.Count];
        for (var i = 0; i < terms.Length; i++)
        {
            var mean = reader.ReadFiniteDouble("feature mean");
            var feature = schema.Features[i];
            terms[i] = feature.Kind == FeatureKind.Categorical
                ? LinearTerm.Categorical(reader.ReadFiniteDoubles(feature.CategoryCount, "coefficients"))
                : LinearTerm.Numeric(mean, reader.ReadFiniteDouble("coefficient"));
        }

        return new LinearModel(intercept, link, terms);
    }

    private sealed class Linear(double intercept, Link link, LinearTerm[] terms) : Predictor
    {
        public override double Predict(ReadOnlySpan<float> features, long unixMilliseconds)
        {
            var score = intercept;
            for (var i = 0; i < terms.Length; i++) score += terms[i].ScoreOf(features[i]);
            return link.ToPrediction(score);
        }
    }
}
