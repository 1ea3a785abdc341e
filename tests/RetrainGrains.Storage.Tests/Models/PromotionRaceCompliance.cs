namespace RetrainGrains.Storage.Tests.Models;

/// <summary>Two activations of one model may promote at once: one of them wins, and readers never notice.</summary>
public abstract class PromotionRaceCompliance(SharedDatabaseHome home, int promotions)
    : SharedDatabaseCompliance(home)
{
    [Fact]
    public async Task Raced_promotions_have_one_winner_each_and_readers_see_one_champion_at_any_moment()
    {
        await Database.Models.CommitAsync(Promote(0, "first"));
        await using var other = Home.Open();
        using var together = new Barrier(2);

        var race = Task.WhenAll(
            Task.Run(() => RaceAsync(Database, "one", together)), Task.Run(() => RaceAsync(other, "two", together)));
        await Task.Run(() => WatchAsync(race));

        var wins = await race;
        Assert.Equal(
            Enumerable.Range(2, promotions).Select(revision => (long)revision), wins.SelectMany(won => won).Order());
        var verification = await Database.Models.VerifyLedgerAsync(Model);
        Assert.Equal(new LedgerVerification(promotions + 1, null, null), verification);
    }

    private static ModelCommit Promote(long expectedRevision, string winner) => Commit(expectedRevision) with
    {
        Ledger = [Line(1, "promoted", winner)],
        Serving = new ServingRow(Model, $"{winner}-{expectedRevision + 1}", "artifact", "{}"),
    };

    // Both writers meet before each promotion, so that every one of them is a race.
    private async Task<List<long>> RaceAsync(IDatabase database, string name, Barrier together)
    {
        var won = new List<long>();
        try
        {
            for (var revision = 1; revision <= promotions; revision++)
            {
                together.SignalAndWait(TestContext.Current.CancellationToken);
                var result = await database.Models.CommitAsync(Promote(revision, name));
                Assert.Equal(revision + 1, result.Revision);
                if (result.Committed) won.Add(result.Revision);
            }
        }
        finally
        {
            together.RemoveParticipant();
        }
        return won;
    }

    private async Task WatchAsync(Task race)
    {
        var seen = (Epoch: 0L, Revision: 0L);
        while (!race.IsCompleted)
        {
            var champion = Assert.Single(await Database.Serving.ChangedSinceAsync(0, 10));
            Assert.True(champion.Epoch >= seen.Epoch && champion.Revision >= seen.Revision);
            Assert.EndsWith($"-{champion.Revision}", champion.Row.Version);
            seen = (champion.Epoch, champion.Revision);
        }
        Assert.NotEqual(0, seen.Revision);
    }
}
