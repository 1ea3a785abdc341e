using System.Text;

namespace RetrainGrains.Malformed;

/// <summary>The count of one way in which requests of one kind were answered.</summary>
internal sealed record Answered(string Attack, string Answer, long Count);

/// <summary>The findings of a run.</summary>
internal sealed record MalformedReport(
    MalformedOptions Options, ImmutableArray<Answered> Answers, TimeSpan Took, ImmutableArray<double> Megabytes,
    (int Before, int After) Handles, ImmutableArray<string> Logged, ImmutableArray<string> Broken,
    TimeSpan LongestAnswer, Revocation Revocation)
{
    private const int AnswersShown = 8;

    public string ToMarkdown()
    {
        var text = new StringBuilder();
        void Line(FormattableString line) => text.AppendLine(FormattableString.Invariant(line));
        const string Command = "dotnet run -c Release --project tests/RetrainGrains.Malformed --";
        Line($"# Malformed requests\n\n`{Command} {Options.Requests} --seed {Options.Seed}`:");
        Line($"{Answers.Sum(answer => answer.Count):N0} requests in {Took.TotalSeconds:N0} s, on a machine of");
        Line($"{Environment.ProcessorCount} cores that others used too. This file is written by that command.\n");
        Line($"| kind | requests | answers |\n|---|---:|---|");
        foreach (var attack in Answers.GroupBy(answer => answer.Attack))
        {
            var most = attack.OrderByDescending(answer => answer.Count).Take(AnswersShown)
                .Select(answer => FormattableString.Invariant($"{answer.Answer}: {answer.Count:N0}"));
            Line($"| {attack.Key} | {attack.Sum(answer => answer.Count):N0} | {string.Join("; ", most)} |");
        }
        var sizes = Megabytes.Select(size => FormattableString.Invariant($"{size:N0}"));
        var bad = Answers.Where(answer => MalformedRun.IsBad(answer.Answer)).Sum(answer => answer.Count);
        void Row(string what, FormattableString measured, string must) =>
            Line($"| {what} | {FormattableString.Invariant(measured)} | {must} |");
        Line($"\n| what | measured | must be |\n|---|---|---|");
        Row("answers UNKNOWN or 500, failures of the server, none within 30 s", $"{bad:N0}", "0");
        Row("longest answer, slow requests apart", $"{LongestAnswer.TotalSeconds:0.0} s", "30 s at most");
        Row("memory after each fifth of the run, MiB", $"{string.Join(", ", sizes)}",
            $"last at most {MalformedRun.GrowthMax} above the third");
        Row("open handles before and after", $"{Handles.Before}, {Handles.After}",
            $"at most {MalformedRun.HandlesMax} more");
        Row("lines in the log; errors", $"{Logged.Length}; {Logged.Count(MalformedRun.IsError)}", "no error");
        Row("calls a second with the token that is then revoked", $"{Revocation.CallsPerSecond:N0}", "a load");
        Row("last call let in after its revocation by another process",
            $"{Revocation.LastAfter.TotalMilliseconds:0} ms", "1,000 ms at most");
        Line($"\n{(Broken.IsEmpty ? "All of it holds." : $"Broken: {string.Join("; ", Broken)}")}");
        return text.ToString();
    }
}
