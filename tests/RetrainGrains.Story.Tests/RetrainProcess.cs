using System.Diagnostics;

namespace RetrainGrains.Story.Tests;

/// <summary>The command line as a process of its own.</summary>
internal static class RetrainProcess
{
    private static readonly string Program =
        Path.Combine(AppContext.BaseDirectory, "retrain") + (OperatingSystem.IsWindows() ? ".exe" : "");

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
