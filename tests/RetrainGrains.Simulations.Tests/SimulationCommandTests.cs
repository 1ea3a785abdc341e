using System.Text.Json;

namespace RetrainGrains.Simulations.Tests;

public sealed class SimulationCommandTests
{
    private readonly StringWriter output = new();
    private readonly StringWriter errors = new();

    [Fact]
    public async Task Stated_rates_are_measured_shown_and_kept()
    {
        var report = Path.GetTempFileName();

        Assert.Equal((0, ""), (await RunAsync("--effort", "0.01", "--quiet", "--json", report), errors.ToString()));

        Assert.Contains("Every stated rate holds.", output.ToString());
        Assert.Matches("log-normal +200 +5,000 ", output.ToString());
        Assert.Matches("skewed losses +20 +1,000 ", output.ToString());
        Assert.Matches("shared causes +30 +default +8 +5 % .* yes ", output.ToString());
        using var json = JsonDocument.Parse(File.ReadAllText(report));
        Assert.Equal(36, json.RootElement.GetProperty("falseAlarms").GetArrayLength());
        File.Delete(report);
    }

    // A cell of each table: whatever of it runs side by side has a seed of its own.
    [Fact]
    public void The_same_seed_measures_the_same()
    {
        static object[] Measure() =>
        [
            FalseAlarms.Measure(SimulatedShape.LogNormal, 50, 10, 0.001, 1, CancellationToken.None),
            .. DetectionPower.Measure(100, 0.01, 1, CancellationToken.None),
            RunLengths.Measure(SimulatedStream.SkewedLosses, 0.01, 1, CancellationToken.None),
            .. Estimates.Measure(Change.Inputs, 0.01, 1, CancellationToken.None),
            .. FleetAlarms.Measure(FleetNoise.SharedCauses, 30, 0.01, 1, CancellationToken.None),
        ];

        Assert.Equal(Measure(), Measure());
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once()
    {
        Assert.Equal(2, await RunAsync("--effort", "0", "--json", "/nowhere/report.json"));

        Assert.Contains("--effort", errors.ToString());
        Assert.Contains("--json", errors.ToString());
        Assert.Equal("", output.ToString());
    }

    private Task<int> RunAsync(params string[] arguments) =>
        new SimulationCommand(output, errors).RunAsync(arguments);
}
