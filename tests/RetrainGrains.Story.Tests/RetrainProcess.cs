using System.Diagnostics;

namespace RetrainGrains.Story.Tests;

/// <summary>The command line as a process of its own.</summary>
internal static class RetrainProcess
{
    // Where it was built: beside these tests lies a copy that lacks what ASP.NET brings along for the server's.
    private static readonly string Program = Path.Combine(
        Repository.Root, "src", "RetrainGrains.Cli",
        Path.GetRelativePath(
            Path.Combine(Repository.Root, "tests", "RetrainGrains.Story.Tests"), AppContext.BaseDirectory),
        OperatingSystem.IsWindows() ? "retrain.exe" : "retrain");

    public static Process Start(IEnumerable<string> arguments, int? processors = null)
    {
        var start = new ProcessStartInfo(Program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The runtime reads this number as hexadecimal.
        if (processors is { } count) start.Environment["DOTNET_PROCESSOR_COUNT"] = $"{count:X}";
        return Process.Start(start)!;
    }

    /// <summary>Runs to the end, and returns what was printed.</summary>
    public static string Run(IEnumerable<string> arguments, int? processors = null)
    {
        using var process = Start(arguments, processors);
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"retrain ended with {process.ExitCode}: {errors.GetAwaiter().GetResult()}");
        return output;
    }
}
