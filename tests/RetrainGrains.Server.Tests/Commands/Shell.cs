using System.Diagnostics;

namespace RetrainGrains.Server.Tests.Commands;

/// <summary>Runs what people type, in a real shell: what they would build first is built already.</summary>
internal static class Shell
{
    private const string Bash = "/bin/bash";

    private static readonly string Server = Path.Combine(AppContext.BaseDirectory, "RetrainGrains.Server.dll");

    // In its own folder: beside a server's libraries it lacks those that a server's runtime has.
    private static readonly string CommandLine = Path.Combine(
        Readme.Root.FullName, "src", "RetrainGrains.Cli", Path.GetRelativePath(
            Path.Combine(Readme.Root.FullName, "tests", "RetrainGrains.Server.Tests"), AppContext.BaseDirectory),
        "retrain.dll");

    /// <summary>The words of README that start a program of this repository, as functions of the shell.</summary>
    private static readonly string Prelude = $$"""
        shopt -s expand_aliases
        dotnet() {
          case "$*" in
            "run -c Release --project src/RetrainGrains.Server"*)
              shift 5; exec dotnet '{{Server}}' "$@" ;;
            "run -c Release --project src/RetrainGrains.Cli -- "*)
              shift 6; command dotnet '{{CommandLine}}' "$@" ;;
            *) command dotnet "$@" ;;
          esac
        }

        """;

    public static void RequireBash() => Assert.SkipUnless(File.Exists(Bash), "bash is not installed");

    public static Process Start(
        string folder, string typed, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var start = new ProcessStartInfo(Bash, ["-c", Prelude + typed])
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        // What whoever runs the tests has set for himself must not be heard.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("RETRAIN")).ToArray())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>()) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Runs to the end; the errors follow the output.</summary>
    public static async Task<(int Code, string Output)> RunAsync(
        string folder, string typed, IReadOnlyDictionary<string, string?>? environment = null)
    {
        using var process = Start(folder, typed, environment);
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await errors);
    }
}
