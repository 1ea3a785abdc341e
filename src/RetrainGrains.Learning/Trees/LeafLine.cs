using RetrainGrains.Learning.Artifacts;

namespace RetrainGrains.Learning.Trees;

/// <summary>
/// The linear model of a leaf: a constant, and terms of a few features. Where one of those is missing, the leaf's own
/// value counts.
/// </summary>
internal sealed record LeafLine(double Constant, LeafTerm[] Terms)
{
    // A constant and the number of terms.
    public const int MinimumBytes = sizeof(double) + sizeof(ushort);

    private const int TermBytes = sizeof(ushort) + sizeof(double);

    public double Score(ReadOnlySpan<float> features, float otherwise)
    {
        var sum = Constant;
        foreach (var term in Terms)
        {
            var value = features[term.Feature];
            if (float.IsNaN(value)) return otherwise;
            sum += term.Coefficient * value;
        }

        return sum;
    }

    public LeafLine Negated() =>
        new(-Constant, Array.ConvertAll(Terms, term => term with { Coefficient = -term.Coefficient }));

    public void Write(ArtifactWriter writer)
    {
        writer.WriteDouble(Constant);
        writer.WriteUInt16((ushort)Terms.Length);
        foreach (var term in Terms)
        {
            writer.WriteUInt16(term.Feature);
            writer.WriteDouble(term.Coefficient);
        }
    }

    public static LeafLine Read(ArtifactReader reader, int featureCount)
    {
        var constant = reader.ReadFiniteDouble("constant of a leaf");
        var count = reader.ReadUInt16("terms of a leaf");
        if (count > featureCount || count * TermBytes > reader.Remaining)
        {
            throw reader.Error($"a leaf has {count} terms of {featureCount} features");
        }

        var terms = new LeafTerm[count];
        for (var i = 0; i < terms.Length; i++)
        {
            var feature = reader.ReadUInt16("feature of a leaf");
            if (feature >= featureCount) throw reader.Error($"a leaf names feature {feature} of {featureCount}");
            terms[i] = new LeafTerm(feature, reader.ReadFiniteDouble("coefficient of a leaf"));
        }

        return new LeafLine(constant, terms);
    }
}

/// <summary>A feature's part in the linear model of a leaf.</summary>
internal readonly record struct LeafTerm(ushort Feature, double Coefficient);
