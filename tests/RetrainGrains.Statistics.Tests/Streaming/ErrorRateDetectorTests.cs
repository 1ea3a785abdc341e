using RetrainGrains.Statistics.Streaming;

namespace RetrainGrains.Statistics.Tests.Streaming;

/// <summary>Vectors of river's manuals and of river/drift/test_drift_detectors.py.</summary>
public sealed class ErrorRateDetectorTests
{
    private static readonly HddmOptions TwoSided = new() { TwoSided = true };

    [Fact]
    public void Ddm_signals_where_river_does()
    {
        Assert.Equal([1049], Streams.Alarms(new Ddm(), NumpyStreams.WorseBits));
        Assert.Empty(Streams.Alarms(new Ddm(), Enumerable.Repeat(1.0, 1_000)));
        AssertExample(new Ddm(), 1084, 1334, 1492);
    }

    [Fact]
    public void Eddm_signals_where_river_does()
    {
        Assert.Equal(
            [1059], Streams.Alarms(new Eddm(new EddmOptions { Warning = 0.9, Drift = 0.8 }), NumpyStreams.WorseBits));
        AssertExample(new Eddm(new EddmOptions { Warning = 0.8, Drift = 0.75 }), 1059, 1278);
    }

    [Fact]
    public void Hddm_with_averages_signals_where_river_does()
    {
        Assert.Equal([1047], Streams.Alarms(new HddmA(), NumpyStreams.WorseBits));
        Assert.Equal([531, 1015, 1545], Streams.Alarms(new HddmA(TwoSided), NumpyStreams.SwitchingBits));
        AssertExample(new HddmA(), 451, 1206);
    }

    [Fact]
    public void Hddm_with_weights_signals_where_river_does()
    {
        Assert.Equal([1018], Streams.Alarms(new HddmW(), NumpyStreams.WorseBits));
        Assert.Equal([507, 1032, 1508], Streams.Alarms(new HddmW(TwoSided), NumpyStreams.SwitchingBits));
        AssertExample(new HddmW(), 451, 1077);
    }

    [Fact]
    public void A_value_outside_the_unit_interval_is_refused()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new Ddm().Update(1.5));

        Assert.Contains("between 0 and 1", error.Message, StringComparison.Ordinal);
    }

    /// <summary>The first warning, then every alarm with the first warning after it, as river prints them.</summary>
    private static void AssertExample(ChangeDetector detector, params int[] expected)
    {
        var found = new List<int>();
        var warned = false;
        foreach (var (i, value) in Streams.WorseBits().Index())
        {
            var signal = detector.Update(value);
            if (signal == ChangeSignal.Drift || (signal == ChangeSignal.Warning && !warned)) found.Add(i);
            if (signal != ChangeSignal.Quiet) warned = signal == ChangeSignal.Warning;
        }
        Assert.Equal(expected, found);
    }
}
