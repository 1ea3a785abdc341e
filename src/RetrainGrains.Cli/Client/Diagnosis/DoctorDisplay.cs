using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Primitives;
using Spectre.Console;

namespace RetrainGrains.Cli.Client.Diagnosis;

/// <summary>Shows what was found, each finding with a mark, and then what to do.</summary>
internal static class DoctorDisplay
{
    public static void Write(CommandOutput output, DoctorReport report)
    {
        Mark(output, report.Reachable, report.Reachable ? $"{report.Url} answers" : $"{report.Url} does not answer");
        if (report.Ready is { } ready) Mark(output, ready, ready ? "the server is ready" : "the server is not ready");
        if (report.SecondsApart is { } apart)
        {
            // Its word has whole seconds, begun ones left out.
            var seconds = Shown.Number(Math.Abs(Math.Round(apart)));
            Mark(output, report.ClocksAgree, Math.Abs(apart) <= 2 ? "its clock and this one agree"
                : $"its clock is {seconds} s {(apart < 0 ? "behind" : "ahead of")} this one");
        }
        if (report.Reachable) Mark(output, report.Role is not null, Caller(report));
        foreach (var problem in report.Problems) output.WriteLine(problem);
    }

    private static string Caller(DoctorReport report)
    {
        var asked = report.TokenSource.Length > 0 ? $"the token of {report.TokenSource}" : "without a token";
        if (report.Role is not { } role) return $"{asked}: the server did not say who the caller is";
        var models = report.ModelPrefixes.Count > 0 ? $", for {string.Join(", ", report.ModelPrefixes)}" : "";
        var end = report.ExpiresAt is { } at ? $", until {Formatted.Instant(at)}" : "";
        return $"{asked}: {report.Name}, {role}{models}{end}";
    }

    private static void Mark(CommandOutput output, bool good, string finding) =>
        output.Console.MarkupLine($"{(good ? "[green]✓[/]" : "[red]✗[/]")} {Markup.Escape(finding)}");
}
