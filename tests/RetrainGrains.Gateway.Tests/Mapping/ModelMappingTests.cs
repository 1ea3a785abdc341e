using Google.Protobuf;
using RetrainGrains.Domain.Challengers;
using RetrainGrains.Domain.Rollout;
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
        Assert.Empty(PolicyReader.Read(model.PolicyJson, new ModelPolicy()).Problems);
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
    public void A_ledger_line_keeps_every_field()
    {
        var line = new LedgerRow("a", 4, Example.Start, "promoted", """{"x":1}""", "ab12").ToWire();

        Assert.Equal((4L, "promoted", """{"x":1}""", "ab12"), (line.Sequence, line.Kind, line.BodyJson, line.Hash));
        Assert.Equal(Example.Start, line.At.ToDateTimeOffset());
    }

    private static ModelView View(ModelState state) => ModelView.Of(3, state, Evidence.None(state));
}
