namespace RetrainGrains.Gateway.Tests.Workers;

/// <summary>Workers that have connected: their offer is made and the terms are read.</summary>
internal static class Offers
{
    public static V1.Offer Of(string learner = "lstm", int slots = 1, string worker = "gpu-1") => new()
    {
        Worker = worker,
        Slots = slots,
        Learners =
        {
            new V1.WorkerLearner { Name = learner, Tasks = { V1.PredictionTask.Regression } },
        },
    };

    public static async Task<WorkerCall<V1.TrainingReport, V1.TrainingTask>> TrainerAsync(
        this GatewayServer server, V1.Offer? offer = null)
    {
        var worker = new WorkerCall<V1.TrainingReport, V1.TrainingTask>(server.Workers.Train());
        await worker.ReportAsync(new V1.TrainingReport { Offer = offer ?? Of() });
        Assert.NotNull((await worker.NextAsync()).Terms);
        return worker;
    }

    public static async Task<WorkerCall<V1.ScoringReport, V1.ScoringTask>> ScorerAsync(
        this GatewayServer server, V1.Offer? offer = null)
    {
        var worker = new WorkerCall<V1.ScoringReport, V1.ScoringTask>(server.Workers.Score());
        await worker.ReportAsync(new V1.ScoringReport { Offer = offer ?? Of() });
        Assert.NotNull((await worker.NextAsync()).Terms);
        return worker;
    }
}
