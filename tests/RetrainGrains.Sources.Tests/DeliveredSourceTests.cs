namespace RetrainGrains.Sources.Tests;

/// <summary>The source files that ship, on the data they are written for.</summary>
public sealed class DeliveredSourceTests
{
    public static TheoryData<string, string, int, int, int> Delivered => new()
    {
        { "beijing", "beijing/Aotizhongxin.csv", 26_304, 8_760, 23 },
        { "bike-with-lags", "bike/hour.csv", 17_379, 8_645, 18 },
        { "bike-without-lags", "bike/hour.csv", 17_379, 8_645, 11 },
        { "elec2", "elec2/electricity.csv", 45_312, 8_640, 8 },
        { "crypto", "crypto/BTCUSDT-1h.csv", 35_064, 8_760, 13 },
        { "f1", "f1/results.csv", 25_309, 560, 15 },
    };

    [Theory]
    [MemberData(nameof(Delivered))]
    public void A_delivered_source_file_reads_its_data(string name, string file, int rows, int warmUpRows, int features)
    {
        var path = SharedData.Require(file);
        var stream = Read(name, path);
        Assert.Equal(rows, stream.Rows.Length);
        Assert.Equal(warmUpRows, stream.WarmUpRows);
        Assert.Equal(features, stream.Schema.Features.Length);
        Assert.Equal(0, stream.Counters.BadValues);
        Assert.DoesNotContain(stream.Counters.Notes, note => note.Contains(" away", StringComparison.Ordinal));
        // Drivers shared cars in early races of Formula 1, and its results are in no order.
        if (name != "f1") Assert.Equal(0, stream.Counters.Duplicates + stream.Counters.OutOfOrder);
    }

    private static ObservationStream Read(string name, string path)
    {
        var source = SourceTexts.Parse(File.ReadAllText(SharedData.SourceFile(name)));
        var (streams, problems) = StreamLoader.Load(source, [path], new Period());
        Assert.Empty(problems);
        return Assert.Single(streams);
    }
}
