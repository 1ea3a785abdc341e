using System.Globalization;

namespace RetrainGrains.Storage.Tests.Processes;

/// <summary>Two operating system processes promote at once, as two silos may: one of them wins each time.</summary>
public abstract class ProcessRaceCompliance(SharedDatabaseHome home, int promotions)
    : SharedDatabaseCompliance(home)
{
    [Fact]
    public async Task Raced_promotions_of_two_processes_have_one_winner_each_and_never_zero_or_two_champions()
    {
        await Database.Models.CommitAsync(PromotingProcess.Promote(0, "first"));
        using var one = ChildProcess.Start(PromotingProcess.Name, Home.Address);
        using var two = ChildProcess.Start(PromotingProcess.Name, Home.Address);
        Assert.Equal(("ready", "ready"), (await one.HearAsync(), await two.HearAsync()));

        var race = RaceAsync(one, two);
        await Task.Run(() => WatchAsync(race));

        await race;
        var ledger = await Database.Models.VerifyLedgerAsync(PromotingProcess.Model);
        Assert.Equal(new LedgerVerification(promotions + 1, null, null), ledger);
    }

    private async Task RaceAsync(ChildProcess one, ChildProcess two)
    {
        for (var revision = 1; revision <= promotions; revision++)
        {
            var start = revision.ToString(CultureInfo.InvariantCulture);
            await Task.WhenAll(one.TellAsync(start), two.TellAsync(start));
            string?[] answers = [await one.HearAsync(), await two.HearAsync()];
            Assert.Equal([$"Committed {revision + 1}", $"RevisionMismatch {revision + 1}"], answers.Order());
        }
    }

    private async Task WatchAsync(Task race)
    {
        var seen = 0L;
        while (!race.IsCompleted)
        {
            var champion = Assert.Single(await Database.Serving.ChangedSinceAsync(0, 10));
            Assert.True(champion.Revision >= seen, $"saw revision {champion.Revision} after {seen}");
            Assert.EndsWith($"-{champion.Revision}", champion.Row.Version);
            seen = champion.Revision;
        }
        Assert.NotEqual(0, seen);
    }
}
