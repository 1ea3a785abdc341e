using Google.Protobuf.WellKnownTypes;

namespace RetrainGrains.Cli.Tests.Client;

/// <summary>Models as a server describes them.</summary>
internal static class WireModels
{
    public static Timestamp At(int day) => new DateTimeOffset(2026, 3, day, 6, 0, 0, TimeSpan.Zero).ToTimestamp();

    public static V1.Model Bike() => new()
    {
        ModelId = "bike",
        ModelType = "hourly",
        Revision = 7,
        Schema = new V1.Schema { Target = "cnt", Features = { new V1.Feature { Name = "hour" } } },
        Champion = new V1.Champion
        {
            Version = "1.2.0", Recipe = "leafwise/all/level", PromotedAt = At(2), InProbation = true,
            Members =
            {
                new V1.Member { Recipe = "leafwise/all/level", Weight = 0.75, ArtifactId = "abc" },
                new V1.Member { Recipe = "ridge/30d/change", Weight = 0.25, ArtifactId = "def" },
            },
        },
        FormerChampions = { new V1.Champion { Version = "1.1.0" } },
        Candidates = { new V1.Candidate { Name = "leafwise/all/level", Loss = 41.5, CorrectedLoss = 40, Weight = 1 } },
        Regrets =
        {
            new V1.Regret
            {
                HalfLife = Duration.FromTimeSpan(TimeSpan.FromDays(14)), ServedLoss = 39.25, Best = "ridge/30d/change",
                BestLoss = 40, Ratio = 0.98,
            },
        },
        Outcomes = 17_379,
        NewestOutcome = At(3),
        RunInFlight = "bike/run-4",
        Challengers =
        {
            new V1.Challenger
            {
                Recipe = "forest/180d/level", Status = V1.ChallengerStatus.Training, Stage = "training", Done = 40,
                Total = 200, Loss = 12.5,
            },
        },
        LastCheck = At(4),
        LastDecision = "retrain: the model is old",
        NextCheck = At(5),
        NotCompared =
        {
            "inputs cannot be compared: there is no reference yet: the next training makes it",
            "AUC has no value, all outcomes are of one class: no verdict",
        },
    };
}
