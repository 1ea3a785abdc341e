using RetrainGrains.Learning.Data;

namespace RetrainGrains.Gateway.Workers;

/// <summary>Reads an offer.</summary>
internal static class OfferParser
{
    public static bool Offers(this V1.Offer offer, string learner, PredictionTask task) =>
        offer.Learners.Any(one => one.Name == learner && one.Tasks.Contains((V1.PredictionTask)task));
}
