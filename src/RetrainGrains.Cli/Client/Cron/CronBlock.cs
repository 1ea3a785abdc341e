using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Client.Cron;

/// <summary>The lines of a crontab that are this program's, between two marks.</summary>
internal static class CronBlock
{
    private const string Begin = "# BEGIN retrain: written by `retrain cron install`, taken out by its --remove";
    private const string End = "# END retrain";

    public static string Write(
        string command, IEnumerable<(string Name, string Value)> variables, string check, string weekly,
        IEnumerable<string> arguments)
    {
        var words = string.Join(' ', arguments.Select(ShellText.Word));
        // In the line itself: a variable of a crontab would be every later job's too.
        var set = string.Concat(variables.Select(one => $"{one.Name}={ShellText.Word(one.Value)} "));
        string Job(string when, string what) => $"{when} {Escape($"{set}{command} cron {what} {words}".TrimEnd())}";
        string[] jobs =
        [
            .. check == CronInstall.Never ? [] : new[] { Job(check, "check") },
            .. weekly == CronInstall.Never ? [] : new[] { Job(weekly, "weekly") },
        ];
        return string.Join('\n', [Begin, .. jobs, End]) + "\n";
    }

    /// <summary>Puts the block where it was, or at the end; an empty one takes it out.</summary>
    public static string Into(string crontab, string block)
    {
        var before = crontab.IndexOf(Begin, StringComparison.Ordinal);
        var end = before < 0 ? -1 : crontab.IndexOf(End, before, StringComparison.Ordinal);
        if (end < 0)
        {
            var gap = crontab.Length == 0 || crontab.EndsWith('\n') ? "" : "\n";
            return block.Length == 0 ? crontab : crontab + gap + block;
        }
        var after = end + End.Length;
        if (after < crontab.Length && crontab[after] == '\n') after++;
        return crontab[..before] + block + crontab[after..];
    }

    // A crontab takes % for the end of the line.
    private static string Escape(string text) => text.Replace("%", @"\%", StringComparison.Ordinal);
}
