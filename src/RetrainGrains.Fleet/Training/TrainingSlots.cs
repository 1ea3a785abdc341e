namespace RetrainGrains.Fleet.Training;

/// <summary>The trainings that each silo takes at once. An offer that is not renewed lapses with its silo.</summary>
internal sealed class TrainingSlots
{
    private readonly Dictionary<string, (int Slots, DateTimeOffset Until)> offers = new(StringComparer.Ordinal);

    public int Total => offers.Values.Sum(offer => offer.Slots);

    public void Offer(string silo, int slots, DateTimeOffset until) => offers[silo] = (slots, until);

    public void Lapse(DateTimeOffset now)
    {
        foreach (var (silo, offer) in offers)
        {
            if (offer.Until <= now) offers.Remove(silo);
        }
    }

    /// <summary>The silo with the most free slots, or null when none has one.</summary>
    public string? MostFree(Func<string, int> training) => offers
        .Select(offer => (Silo: offer.Key, Free: offer.Value.Slots - training(offer.Key)))
        .Where(place => place.Free > 0)
        .OrderByDescending(place => place.Free).ThenBy(place => place.Silo, StringComparer.Ordinal)
        .Select(place => place.Silo).FirstOrDefault();
}
