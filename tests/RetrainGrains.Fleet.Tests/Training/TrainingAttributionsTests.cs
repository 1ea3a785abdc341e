using System.Text;
using RetrainGrains.Domain.Attributions;
using RetrainGrains.Fleet.Training;
using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Importing;

namespace RetrainGrains.Fleet.Tests.Training;

public sealed class TrainingAttributionsTests
{
    private static readonly byte[] Model = ForeignModel.Split(below: 40, above: 60);

    [Fact]
    public void What_the_model_uses_contributes_and_the_rest_does_not()
    {
        var profile = Profile(LightGbmImporter.Import(Model), Rows(days: 20), CancellationToken.None);

        Assert.Null(profile.Missing);
        Assert.Equal((19, 24), (profile.Days, profile.RowsPerDay));
        Assert.Equal(10, profile.Total, 6);
        Assert.All(profile.Strengths(1), share => Assert.Equal(1, share, 3));
        Assert.All(profile.Strengths(0).Concat(profile.Strengths(2)), share => Assert.Equal(0, share));
    }

    [Fact]
    public void A_version_that_cannot_be_explained_says_why()
    {
        var text = Encoding.UTF8.GetString(Model);
        var without = Encoding.UTF8.GetBytes(
            string.Join('\n', text.Split('\n').Where(line => !line.Contains("_count=", StringComparison.Ordinal))));

        var profile = Profile(LightGbmImporter.Import(without), Rows(days: 2), CancellationToken.None);

        Assert.StartsWith("Attributions need the cover of every tree node", profile.Missing);
    }

    [Fact]
    public void A_training_that_is_cancelled_explains_no_further() => Assert.Throws<OperationCanceledException>(
        () => Profile(LightGbmImporter.Import(Model), Rows(days: 2), new CancellationToken(canceled: true)));

    private static AttributionProfile Profile(
        Artifact artifact, LabelledRow[] rows, CancellationToken cancellation) =>
        TrainingAttributions.Of(artifact, rows, cancellation);

    private static LabelledRow[] Rows(int days)
    {
        var station = new Station(1);
        return
        [
            .. Enumerable.Range(0, days * 24).Select(hour => new LabelledRow(
                hour + 1, Station.Id(hour), Station.At(hour), station.Features(hour), double.NaN, "", 0,
                Station.At(hour + 1))),
        ];
    }
}
