using System.Diagnostics;

namespace RetrainGrains.Deploy.Tests;

/// <summary>A program of the machine that validates a file's format; its tests are skipped without it.</summary>
internal static class Tool
{
    public static void SkipWithout(string name) =>
        Assert.SkipUnless(Find(name) is not null, $"{name} is not installed (Debian: apt-get install {Package(name)})");

    /// <summary>Runs the program in the repository's root and returns the exit code and the output.</summary>
    public static async Task<(int ExitCode, string Said)> RunAsync(
        string name, IReadOnlyList<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Find(name)!, arguments)
        {
            WorkingDirectory = Repository.Root, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var (variable, value) in environment) start.Environment[variable] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }

    private static string? Find(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private static string Package(string name) => name == "promtool" ? "prometheus" : name;
}
