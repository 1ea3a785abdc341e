using RetrainGrains.Fleet.Serving;

namespace RetrainGrains.Gateway.Predictions;

/// <summary>Fills the fed features of a model's rows with what the models that feed it predict now.</summary>
internal sealed class FedFeatures
{
    private readonly Feed[] feeds;

    private FedFeatures(Feed[] feeds) => this.feeds = feeds;

    /// <summary>
    /// Finds the features that other models feed; null for a model that nobody feeds. Feeding models are read once: one
    /// version fills a batch.
    /// </summary>
    public static FedFeatures? For(ServingEntry serving, ServingTable table)
    {
        if (serving.Fed.IsEmpty) return null;
        var schema = serving.Model.Plan.Schema;
        return new FedFeatures([.. serving.Fed.Select(place =>
        {
            var first = table.Find(schema.Features[place].FromModel!)?.Model;
            var taken = first?.Plan.Schema.Features ?? [];
            return new Feed(place, first, [.. taken.Select(feature => schema.IndexOf(feature))]);
        })]);
    }

    // A row is logged as it is filled here. So the second stage is trained on what the first one said before the
    // outcome was known, out of sample by construction; filled anew at training time, the first stage would speak of
    // rows that it has learned by heart since, and be trusted for what it will not do again.
    public void Fill(float[] features, long unixMilliseconds)
    {
        foreach (var feed in feeds) features[feed.Place] = feed.Value(features, unixMilliseconds);
    }

    private sealed record Feed(int Place, ServedModel? First, int[] Sources)
    {
        // Missing while nothing serves, and where the first stage has no answer.
        public float Value(float[] features, long unixMilliseconds)
        {
            if (First is null) return float.NaN;
            var row = new float[Sources.Length];
            for (var i = 0; i < row.Length; i++) row[i] = Sources[i] < 0 ? float.NaN : features[Sources[i]];
            var value = (float)First.Predict(row, unixMilliseconds);
            return float.IsFinite(value) ? value : float.NaN;
        }
    }
}
