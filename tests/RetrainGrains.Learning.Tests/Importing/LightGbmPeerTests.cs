using RetrainGrains.Learning.Importing;
using RetrainGrains.Learning.Registry;
using RetrainGrains.Learning.Tests.Peers;

namespace RetrainGrains.Learning.Tests.Importing;

/// <summary>Models of LightGBM 4 by its own library, on rows with gaps, zeros and unseen categories.</summary>
public sealed class LightGbmPeerTests
{
    private const double SinglePrecision = 1e-6;

    [Fact]
    public void An_imported_model_of_every_objective_predicts_what_LightGBM_predicts()
    {
        foreach (var peer in LightGbmPeer.All())
        {
            var (artifact, report) = LightGbmImporter.Read(peer.Model);
            Assert.Equal(peer.Name.Contains("linear_tree"), report.Notes.Any(note => note.Contains("linear models")));
            var scorer = ModelRegistry.Parse(artifact.Bytes.Span).CreateScorer();
            Assert.Equal(600, peer.Rows.Length);
            for (var row = 0; row < peer.Rows.Length; row++)
            {
                var expected = Expected(peer, row);
                var found = new double[expected.Length];
                if (expected.Length > 1) scorer.ScoreClasses(peer.Row(row), 0, found);
                else found[0] = scorer.Score(peer.Row(row), 0);
                for (var i = 0; i < found.Length; i++)
                {
                    Assert.True(
                        Math.Abs(expected[i] - found[i]) <= SinglePrecision * Math.Max(1, Math.Abs(expected[i])),
                        $"{peer.Name}, row {row}: {found[i]} in place of {expected[i]}");
                }
            }
        }
    }

    // Two classes are the probability of the second; classes that each stand against the rest are shares here.
    private static double[] Expected(LightGbmCase peer, int row)
    {
        if (peer.Classes == 0) return [peer.Predictions[row]];
        var probabilities = peer.Predictions[(row * peer.Classes)..((row + 1) * peer.Classes)];
        return peer.Classes == 2 ? [probabilities[1]] : [.. probabilities.Select(p => p / probabilities.Sum())];
    }
}
