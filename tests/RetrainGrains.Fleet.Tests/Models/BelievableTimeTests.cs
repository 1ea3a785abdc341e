using RetrainGrains.Storage.Formats;

namespace RetrainGrains.Fleet.Tests.Models;

public sealed class BelievableTimeTests
{
    private static readonly DateTimeOffset Future = new(2099, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void F8_A_row_of_2099_in_an_older_database_is_not_the_newest_outcome() => TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        await station.RegisterAsync();
        await station.ImportAsync();
        await fleet.Database.Observations.ImportAsync(
            "station", [station.Station.History(-1) with { PredictionId = "far", At = Future, KnownAt = Future }]);
        await station.Grain.OutcomesArrived();
        var row = await station.RowAsync();
        var known = LearnedStateCodec.Read(row.LearnedState!);
        var newest = known.NewestOutcome;
        Assert.True(newest <= Station.At(0));

        // As it was stored before such rows were refused.
        known.Records.LastRow = Future;
        await fleet.Database.Models.CommitAsync(new ModelCommit
        {
            ModelId = "station",
            ModelType = row.ModelType,
            ExpectedRevision = row.Revision,
            ExpectedLearnedCount = row.LearnedCount,
            LearnedState = LearnedStateCodec.Write(known with { NewestOutcome = Future }),
            At = Station.At(0),
        });
        var session = await station.OtherActivationAsync();
        Assert.Equal(Future, session.LearnedState.NewestOutcome);
        await session.AbsorbAsync(Station.At(0));

        Assert.Equal((newest, newest), (session.LearnedState.NewestOutcome, session.LearnedState.Records.LastRow));
        Assert.True(session.HasGrown);
    });
}
