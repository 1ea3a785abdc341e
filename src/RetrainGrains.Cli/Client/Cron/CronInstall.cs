using Cronos;
using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Client.Cron;

/// <summary>Writes the lines into the user's crontab that call the server at their times.</summary>
internal static class CronInstall
{
    public const string Never = "never";

    public static async Task<int> RunAsync(CronInstallOptions options, ServerSession session)
    {
        Problem[] problems =
        [
            .. CheckTimes("--check", options.Check), .. CheckTimes("--weekly", options.Weekly),
            .. options.Remove ? [] : CheckToken(session.Address),
        ];
        if (problems.Length > 0) return session.Output.Refuse(problems);
        var block = options.Remove ? "" : BlockOf(options, session);
        if (options.DryRun)
        {
            session.Output.Console.Profile.Out.Writer.Write(block);
            return ExitCode.Success;
        }
        if (await Crontab.ReadAsync(session) is not { } before) return ExitCode.Failure;
        var after = CronBlock.Into(before, block);
        if (after != before && !await Crontab.WriteAsync(after, session)) return ExitCode.Failure;
        session.Output.WriteLine(after == before ? "The crontab has these lines already"
            : options.Remove ? "The lines are taken out of the crontab"
            : $"The crontab has these lines now:\n{block.TrimEnd()}");
        return ExitCode.Success;
    }

    private static IEnumerable<Problem> CheckTimes(string option, string text)
    {
        if (text != Never && !CronExpression.TryParse(text, CronFormat.Standard, out _))
        {
            yield return Problem.Of(option, text,
                $"must be the five fields of cron, such as \"7 * * * *\" or \"23 3 * * 0\", or {Never}");
        }
    }

    // What stands in a crontab is read by others, and outlives a token.
    private static IEnumerable<Problem> CheckToken(ServerAddress address)
    {
        if (address is { Token: not null, TokenFile: null })
        {
            yield return Problem.Of(address.TokenSource, "…", "cannot be written into a crontab: lay the token into a "
                + "file that RETRAIN_TOKEN_FILE or a profile names");
        }
    }

    private static string BlockOf(CronInstallOptions options, ServerSession session)
    {
        string[] server = options.Profile is { } profile
            ? [ServerProfile.Option, profile]
            : ["--url", session.Address.ToString()];
        var variables = new List<(string Name, string Value)>();
        if (options.Profile is null && session.Address.TokenFile is { } file)
            variables.Add(("RETRAIN_TOKEN_FILE", Path.GetFullPath(file)));
        foreach (var name in new[] { "RETRAIN_CA", "DOTNET_ROOT", "XDG_CONFIG_HOME" })
        {
            if (session.Environment.Variable(name) is { Length: > 0 } value)
                variables.Add((name, name == "RETRAIN_CA" ? Path.Combine(session.Environment.Folder, value) : value));
        }
        return CronBlock.Write(
            Program(), variables, options.Check, options.Weekly, [.. options.Models, .. server]);
    }

    // Cron knows no path and no alias.
    private static string Program()
    {
        var process = Environment.ProcessPath ?? "retrain";
        return Path.GetFileNameWithoutExtension(process) == "dotnet"
            ? $"{ShellText.Word(process)} {ShellText.Word(typeof(CronInstall).Assembly.Location)}"
            : ShellText.Word(process);
    }
}
