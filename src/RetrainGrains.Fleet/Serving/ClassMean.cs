using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Fleet.Serving;

/// <summary>The weighted mean of what members give to each class, of those that have an answer.</summary>
internal ref struct ClassMean
{
    private readonly Span<double> probabilities;
    private double answered;
    private double all;

    public ClassMean(Span<double> probabilities)
    {
        this.probabilities = probabilities;
        probabilities.Clear();
    }

    public void Add(double weight, scoped ReadOnlySpan<double> ofMember)
    {
        all += weight;
        if (double.IsNaN(ofMember[0])) return;
        answered += weight;
        for (var label = 0; label < ofMember.Length; label++) probabilities[label] += weight * ofMember[label];
    }

    /// <summary>Returns the most probable class, or −1, and NaN for each, where nobody has an answer.</summary>
    public readonly int Finish()
    {
        if (answered == 0)
        {
            probabilities.Fill(double.NaN);
            return -1;
        }
        if (answered < all) foreach (ref var probability in probabilities) probability *= all / answered;
        return ClassProbabilities.MostProbable(probabilities);
    }
}
