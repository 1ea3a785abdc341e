using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Orleans.Tests.Calls;

public sealed class MailboxTests
{
    [Fact]
    public void A_full_mailbox_refuses_the_call_and_says_so() => TestSilo.Run(
        async silo =>
        {
            var worker = silo.Grains.GetGrain<IWorker>("w");
            var running = worker.Work("running", "gate");
            await silo.Settle();
            Task[] waiting = [worker.Work("1", "gate"), worker.Work("2", "gate"), worker.Work("3", "gate")];

            var refusal = await Assert.ThrowsAsync<LimitExceededException>(() => worker.Work("4", "gate"));

            Assert.Contains("worker/w", refusal.Message);
            Assert.Contains("IWorker.Work", refusal.Message);
            Assert.Contains("3 calls", refusal.Message);
            Assert.Equal(3, silo.Counters.Grains().Single(grain => grain.GrainType == "worker").DeepestMailbox);
            silo.Signals.Open("gate");
            await Task.WhenAll([running, .. waiting]);
            await worker.Work("5", "gate");
        },
        builder => builder.Configure<SiloMessagingOptions>(options => options.MaxEnqueuedRequestsHardLimit = 3));

    [Fact]
    public void Calls_start_in_the_order_in_which_they_were_made() => TestSilo.Run(async silo =>
    {
        silo.Signals.Open("gate");
        var worker = silo.Grains.GetGrain<IWorker>("w");
        await Task.WhenAll(Enumerable.Range(0, 100).Select(call => worker.Work($"{call}", "gate")));
        Assert.Equal(
            Enumerable.Range(0, 100).Select(call => $"{call} begins"),
            silo.Journal.Lines.Where(line => line.EndsWith("begins")));
    });
}
