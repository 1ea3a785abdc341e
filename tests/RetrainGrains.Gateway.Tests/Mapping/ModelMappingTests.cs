using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Ensembles;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Policies;
using RetrainGrains.Gateway.Mapping;

namespace RetrainGrains.Gateway.Tests.Mapping;

public sealed class ModelMappingTests
{
    private static readonly Recipe Forest = new("forest", 30);

    [Fact]
    public void A_model_without_a_champion_says_so_by_leaving_it_out()
    {
        var model = View(Example.State("a")).ToWire();

        Assert.Null(model.Champion);
        Assert.Null(model.NewestOutcome);
        Assert.Equal(("a", "load", 3L), (model.ModelId, model.ModelType, model.Revision));
        Assert.Empty(PolicyReader.Read(model.Policy.ToString(), new ModelPolicy()).Problems);
        Assert.Equal(model, V1.Model.Parser.ParseFrom(model.ToByteArray()));
    }

    [Fact]
    public void A_champion_is_told_with_its_lineage()
    {
        var champion = new ModelVersion(
            new(1, 2, 0), [new Member(new("mean"), "aa", 0.2), new Member(Forest, "bb", 0.8)], "run-9", new(1, 1, 4),
            Example.Start.AddDays(2), VersionStatus.Champion, "better");
        var former = champion with { Number = new(1, 1, 4), Parent = null, Status = VersionStatus.Retired };

        var model = View(Example.State("a") with { Champion = champion, Former = [former] }).ToWire();

        Assert.Equal(("1.2.0", "forest/30d/level", "bb", "run-9", "1.1.4"), (
            model.Champion.Version, model.Champion.Recipe, model.Champion.ArtifactId, model.Champion.RunId,
            model.Champion.Parent));
        Assert.Equal(Example.Start.AddDays(2), model.Champion.PromotedAt.ToDateTimeOffset());
        Assert.False(model.Champion.InProbation);
        Assert.Equal(("1.1.4", ""), (model.FormerChampions[0].Version, model.FormerChampions[0].Parent));
    }

    [Fact]
    public void What_a_version_was_trained_on_is_named_where_a_candidate_knows_it()
    {
        var data = new TrainingRows(Example.Start, Example.Start.AddDays(30), 900, 720) { Fingerprint = "f00d" };
        var trained = new TrainedVersion(Forest, "bb", "run-9", Example.Start.AddDays(31), data, ulong.MaxValue)
        {
            Parameters = ImmutableSortedDictionary<string, double>.Empty.Add("NumberOfTrees", 80),
        };
        var champion = new ModelVersion(
            new(1, 2, 0), [new Member(new("mean"), "aa", 0.2), new Member(Forest, "bb", 0.8)], "run-9", null,
            Example.Start.AddDays(32), VersionStatus.Champion, "better");
        var old = trained with { ArtifactId = "cc", Data = data with { Fingerprint = null }, Parameters = null };

        var model = View(Example.State("a") with
        {
            Champion = champion,
            Candidates = [new(Forest, trained), new(new("ridge"), old), new(new("mean"))],
        }).ToWire();

        var dataset = new V1.Dataset
        {
            Fingerprint = "f00d", From = Timestamp.FromDateTimeOffset(Example.Start),
            To = Timestamp.FromDateTimeOffset(Example.Start.AddDays(30)), Rows = 720, Seed = ulong.MaxValue,
            Parameters = { ["NumberOfTrees"] = 80 },
        };
        Assert.Equal(dataset, model.Champion.Dataset);
        Assert.Equal([null, dataset], model.Champion.Members.Select(member => member.Dataset));
        Assert.Equal(dataset, model.Candidates[0].Dataset);
        Assert.Equal("", model.Candidates[1].Dataset.Fingerprint);
        Assert.Empty(model.Candidates[1].Dataset.Parameters);
        Assert.Null(model.Candidates[2].Dataset);
    }

    [Fact]
    public void A_model_says_what_it_lost_beside_the_best_of_its_recipes()
    {
        var regret = new DiscountedRegret(TimeSpan.FromDays(14), 100, 6, "mean/all/level", 4) { Bound = 1.8 };
        var view = View(Example.State("a"));

        Assert.Equal(
            new V1.Regret
            {
                HalfLife = Duration.FromTimeSpan(TimeSpan.FromDays(14)), Rows = 100, ServedLoss = 6,
                Best = "mean/all/level", BestLoss = 4, Ratio = 1.5, Bound = 1.8, Loss = "squared error",
            },
            Assert.Single((view with { Regrets = [regret] }).ToWire().Regrets));
        Assert.Equal(0, (view with { Regrets = [regret with { Bound = null }] }).ToWire().Regrets[0].Bound);
    }

    [Fact]
    public void A_model_says_what_its_last_check_could_not_compare()
    {
        var state = Example.State("a") with { NotCompared = ["inputs cannot be compared: no row in 7 days"] };

        Assert.Equal(state.NotCompared, View(state).ToWire().NotCompared);
        Assert.Empty(View(Example.State("a")).ToWire().NotCompared);
    }

    [Fact]
    public void A_ledger_line_keeps_every_field()
    {
        var line = new LedgerRow("a", 4, Example.Start, "promoted", """{"x":1}""", "ab12").ToWire();

        Assert.Equal((4L, "promoted", """{"x":1}""", "ab12"), (line.Sequence, line.Kind, line.BodyJson, line.Hash));
        Assert.Equal(Example.Start, line.At.ToDateTimeOffset());
    }

    private static ModelView View(ModelState state) => ModelView.Of(3, state, LearnedState.None(state));
}
