namespace RetrainGrains.Cli.Tests.Verifying;

public sealed class VerifyCommandTests
{
    private readonly StringWriter output = new();
    private readonly StringWriter errors = new();

    [Fact]
    public async Task Stated_rates_are_measured_shown_and_kept_and_the_same_seed_gives_the_same_report()
    {
        var folder = Directory.CreateTempSubdirectory("retrain-verify-").FullName;
        string[] reports = [Path.Combine(folder, "1.json"), Path.Combine(folder, "2.json")];
        foreach (var report in reports)
        {
            Assert.Equal((0, ""), (await RunAsync("--effort", "0.01", "--quiet", "--json", report), errors.ToString()));
        }

        Assert.Contains("Every stated rate holds.", output.ToString());
        Assert.Matches("log-normal +200 +5,000 ", output.ToString());
        Assert.Matches("skewed losses +20 +1,000 ", output.ToString());
        Assert.Matches("shared causes +30 +default +8 +5 % .* yes ", output.ToString());
        Assert.Equal(File.ReadAllText(reports[0]), File.ReadAllText(reports[1]));
        Directory.Delete(folder, recursive: true);
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
        new RetrainCommand(null, TimeProvider.System, output, errors).RunAsync(["verify", "statistics", .. arguments]);
}
