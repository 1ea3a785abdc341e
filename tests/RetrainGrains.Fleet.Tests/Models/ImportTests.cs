using System.Text;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Fleet.Tests.Models;

public sealed class ImportTests
{
    private const string OnlyBaseline = """{ "challengers": { "recipes": ["last-value"] } }""";

    public static TheoryData<ImportFormat, byte[], string, string> Broken => new()
    {
        { ImportFormat.Auto, [], "content: '0 bytes'", "must have 1 to 7340032 bytes" },
        { ImportFormat.Auto, new byte[ImportModel.ContentBytesMax + 1], "content", "must have 1 to 7340032 bytes" },
        { ImportFormat.Auto, Encoding.UTF8.GetBytes("PK.."), "format: 'Auto'", "must be named" },
        { ImportFormat.Auto, Encoding.UTF8.GetBytes("{}"), "content: 'XGBoost'", "cannot be imported" },
        { ImportFormat.XGBoost, ForeignModel.Fair, "content: 'XGBoost'", "cannot be imported" },
        { ImportFormat.LightGbm, ForeignModel.Fair[..200], "content: 'LightGbm'", "cannot be imported" },
        {
            ImportFormat.LightGbm, ForeignModel.Split(1, 2, features: "hour wetter last"), "content",
            "1 of the model's 3 features are not in the schema: 'wetter'"
        },
        {
            ImportFormat.LightGbm, ForeignModel.Split(0, 1, "binary sigmoid:1"), "content",
            "the schema asks for Regression"
        },
        { ImportFormat.LightGbm, ForeignModel.Split(0, 1, "lambdarank"), "content", "lambdarank" },
        { ImportFormat.Auto, ForeignModel.Onnx[..200], "content: 'Onnx'", "This is no whole file of ONNX" },
        { ImportFormat.Onnx, ForeignModel.Fair, "content: 'Onnx'", "This is no " },
    };

    [Fact]
    public void An_import_serves_at_once_without_any_history_and_still_does_after_a_restart() =>
        TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        await station.RegisterAsync();

        var state = (await station.Grain.Import(Command("first"))).Value!.State;

        Assert.Equal(("1.0.0", "lightgbm", null), (state.Champion!.Number.ToString(), state.Champion.ImportedFrom,
            state.Pinned));
        Assert.Equal(("lightgbm/all/level/once", ""), (state.Champion.Lead.Recipe.Name, state.Champion.RunId));
        Assert.Contains("ann imported a model of lightgbm: it served elsewhere", fleet.Notices.Texts);
        await station.PredictAsync(0);
        await station.Grain.Check(dryRun: false);
        await fleet.StopAsync();
        await fleet.StartAsync();
        await station.PlayAsync(days: 1);
        Assert.Equal("1.0.0", (await station.ViewAsync()).State.Champion!.Number.ToString());
    });

    [Fact]
    public void A_model_in_ONNX_serves_and_competes_as_one_of_LightGBM_does() => TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        await station.RegisterAsync(OnlyBaseline);
        await station.ImportAsync();

        var imported = (await station.Grain.Import(Command("first") with { Content = ForeignModel.Onnx })).Value!;
        var champion = imported.State.Champion!;
        Assert.Equal(("1.0.0", "onnx"), (champion.Number.ToString(), champion.ImportedFrom));
        Assert.Equal("variable: float [N, 1], read as the number", Assert.Single(imported.Import!.Outputs));
        await station.PlayAsync(days: 10);

        var view = await station.ViewAsync();
        Assert.Equal("1.0.0", view.State.Champion!.Number.ToString());
        Assert.True(view.Standings[1].Loss < view.Standings[0].Loss);
    });

    [Fact]
    public void A_challenger_takes_the_imports_place_when_its_record_is_better() => TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        await station.RegisterAsync();
        await station.ImportAsync();
        await station.Grain.Import(Command("first"));
        await station.PlayAsync(days: 1);
        var young = (await station.ViewAsync()).State;
        Assert.Equal(("1.0.0", 1), (young.Champion!.Number.ToString(), young.RunsPlanned));
        Assert.All(young.Candidates, candidate => Assert.NotNull(candidate.Version));

        await station.PlayAsync(days: 5);

        var ledger = await station.LedgerAsync();
        var promoted = ledger.OfType<ChampionPromoted>().ElementAt(1);
        Assert.Null(promoted.Version.ImportedFrom);
        Assert.Equal(("1.1.0", "1.0.0"), (promoted.Version.Number.ToString(), promoted.Version.Parent.ToString()));
        Assert.Contains("leafwise/30d/level: sanity", promoted.Version.Reason, StringComparison.Ordinal);
        Assert.Contains("later rows, 50 are needed", promoted.Version.Reason, StringComparison.Ordinal);
        Assert.Contains(fleet.Notices.Texts, text => text.StartsWith("promoted 1.1.0: ", StringComparison.Ordinal));
        var state = (await station.ViewAsync()).State;
        Assert.Equal("1.0.0", state.Former[0].Number.ToString());
        Assert.True((await fleet.Database.Models.VerifyLedgerAsync("station")).Holds);
        Assert.Equal(
            DomainJson.Write(state),
            DomainJson.Write(ModelLifecycle.ApplyAll(
                ModelLifecycle.Start((ModelRegistered)ledger[0]), (await station.LedgerAsync()).Skip(1))));
    });

    [Fact]
    public void An_import_with_the_best_record_keeps_its_place_though_nobody_pinned_it() => TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        await station.RegisterAsync(OnlyBaseline);
        await station.ImportAsync();
        await station.Grain.Import(Command("first"));

        await station.PlayAsync(days: 10);

        var view = await station.ViewAsync();
        Assert.Equal(("1.0.0", null), (view.State.Champion!.Number.ToString(), view.State.Pinned));
        Assert.True(view.State.RunsPlanned > 0);
        Assert.True(view.Standings[1].Loss < view.Standings[0].Loss);
        Assert.Empty((await station.LedgerAsync()).OfType<BlendWeighted>());
    });

    [Fact]
    public void A_poor_import_over_a_champion_loses_its_place_to_what_was_trained_here() => TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        await station.StartAsync();
        await station.PlayAsync(days: 3);
        var before = (await station.ViewAsync()).State.Champion!;
        var poor = (await station.Grain.Import(Command("poor") with { Content = ForeignModel.Split(90, 20) })).Value!;
        Assert.Equal(before.Number, poor.State.Probation!.Predecessor.Number);

        await station.PlayAsync(days: 8);

        var ledger = await station.LedgerAsync();
        Assert.Contains(ledger, happened =>
            happened is ChampionRolledBack or ChampionPromoted { Version.Parent: not null, Imported: null });
        Assert.Null((await station.ViewAsync()).State.Champion!.ImportedFrom);
    });

    [Fact]
    public void Another_import_of_the_same_format_takes_the_seat_and_a_rollback_gives_it_back() =>
        TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        await station.RegisterAsync();
        var first = (await station.Grain.Import(Command("first"))).Value!.State;
        var second = (await station.Grain.Import(
            Command("second") with { Content = ForeignModel.Split(54, 66) })).Value!.State;
        Assert.Equal("1.1.0", second.Champion!.Number.ToString());
        Assert.Equal(first.CandidateSet + 1, second.CandidateSet);

        var back = (await station.Grain.RollBack(new(null, "ann", "complaints", 0, "back"))).Value!.State;

        Assert.Equal("1.0.0", back.Champion!.Number.ToString());
        Assert.Equal(first.Champion!.Lead.ArtifactId, back.Candidates[^1].Version!.ArtifactId);
        Assert.Equal(3, back.Candidates.Length);
    });

    [Fact]
    public void A_policy_with_other_recipes_leaves_the_import_in_the_contest() => TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        await station.RegisterAsync();
        await station.Grain.Import(Command("first"));

        var after = (await station.Grain.SetPolicy(new("ann", OnlyBaseline, 0, "policy"))).Value!.State;

        Assert.Equal(
            ["last-value/all/level", "lightgbm/all/level/once"], after.Candidates.Select(one => one.Recipe.Name));
        Assert.Equal("1.0.0", after.Champion!.Number.ToString());
    });

    [Fact]
    public void An_import_on_another_revision_is_a_conflict_and_one_that_lost_a_race_can_be_repeated() =>
        TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        var view = (await station.RegisterAsync()).Value!;
        var stale = await station.Grain.Import(Command("stale") with { ExpectedRevision = view.Revision + 1 });
        Assert.Equal(RefusalKind.Conflict, stale.Refusal!.Kind);
        var other = await station.OtherActivationAsync();
        var policy = ModelLifecycle.Decide(other.State, new PolicyAsked(other.State.Policy, "bob"), fleet.Now);
        Assert.True((await fleet.CommitAsync(other, policy)).Committed);

        await Assert.ThrowsAsync<StaleModelException>(() => station.Grain.Import(Command("race")));

        Assert.Empty((await station.LedgerAsync()).OfType<ChampionPromoted>());
        Assert.Equal("1.0.0", (await station.Grain.Import(Command("race"))).Value!.State.Champion!.Number.ToString());
    });

    [Fact]
    public void What_serves_already_is_not_imported_again() => TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        await station.RegisterAsync();
        var view = (await station.Grain.Import(Command("first"))).Value!;

        var repeated = await station.Grain.Import(Command("first"));
        var again = await station.Grain.Import(Command("second"));

        Assert.Equal(view.Revision, repeated.Value!.Revision);
        Assert.Contains("serves already, as 1.0.0", again.Refusal!.ToString(), StringComparison.Ordinal);
        Assert.Single((await station.LedgerAsync()).OfType<ChampionPromoted>());
    });

    [Theory]
    // One row has seven million bytes, which a discovery would write down one by one: a minute and gigabytes.
    [MemberData(nameof(Broken), DisableDiscoveryEnumeration = true)]
    public void What_cannot_be_imported_is_refused_with_the_reason(
        ImportFormat format, byte[] content, string field, string reason) => TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        var view = (await station.RegisterAsync()).Value!;

        var answer = await station.Grain.Import(Command("broken") with { Format = format, Content = content });

        Assert.Equal(RefusalKind.Invalid, answer.Refusal!.Kind);
        Assert.StartsWith(field, answer.Refusal.ToString(), StringComparison.Ordinal);
        Assert.Contains(reason, answer.Refusal.ToString(), StringComparison.Ordinal);
        Assert.Equal(view.Revision, (await station.RowAsync()).Revision);
    });

    private static ImportModel Command(string requestId) =>
        new(ImportFormat.Auto, ForeignModel.Fair, "ann", "it served elsewhere", 0, requestId);
}
