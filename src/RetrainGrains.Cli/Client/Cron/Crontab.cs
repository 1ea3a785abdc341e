using System.ComponentModel;
using System.Diagnostics;
using RetrainGrains.Cli.Client.Connection;

namespace RetrainGrains.Cli.Client.Cron;

/// <summary>The user's crontab, by the program of that name.</summary>
internal static class Crontab
{
    private const string Program = "crontab";

    /// <summary>Reads it, empty where there is none; null where the program is missing or refuses.</summary>
    public static async Task<string?> ReadAsync(ServerSession session)
    {
        if (await RunAsync(["-l"], null, session) is not { } ran) return null;
        // Whoever has no crontab yet is told so with exit code 1.
        if (ran.Code == 0 || ran.Errors.Contains("no crontab", StringComparison.OrdinalIgnoreCase)) return ran.Output;
        session.Output.Errors.WriteLine($"{Program} -l ended with {ran.Code}: {ran.Errors.Trim()}");
        return null;
    }

    public static async Task<bool> WriteAsync(string text, ServerSession session)
    {
        if (await RunAsync(["-"], text, session) is not { } ran) return false;
        if (ran.Code == 0) return true;
        session.Output.Errors.WriteLine($"{Program} - ended with {ran.Code}: {ran.Errors.Trim()}");
        return false;
    }

    private static async Task<(int Code, string Output, string Errors)?> RunAsync(
        string[] arguments, string? input, ServerSession session)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(Program, arguments)
            {
                RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
            var output = process.StandardOutput.ReadToEndAsync(session.Cancellation);
            var errors = process.StandardError.ReadToEndAsync(session.Cancellation);
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            await process.WaitForExitAsync(session.Cancellation);
            return (process.ExitCode, await output, await errors);
        }
        catch (Win32Exception)
        {
            session.Output.Errors.WriteLine($"{Program} is not installed: --dry-run writes the lines for another "
                + "scheduler (on Debian `apt-get install cron` brings it).");
            return null;
        }
    }
}
