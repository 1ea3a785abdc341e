using Spectre.Console;

namespace RetrainGrains.Server.Demo;

/// <summary>Writes the story: a line for each event, a table now and then, a box when all has been seen.</summary>
internal sealed class StoryScreen(IAnsiConsole console)
{
    // Date, station and kind with their gaps: what is left of the line is for the reason.
    private const int LeadWidth = 36;
    private const int ReasonWidthMin = 30;

    private static readonly string[] Titles =
        ["station", "version", "lead recipe", "error this week", "without retraining", "state"];

    public void Say(string text) => console.MarkupLine($"[grey]{Markup.Escape(text)}[/]");

    public void Tell(StoryLine line)
    {
        var (name, colour) = Look(line.Kind);
        var when = line.At.ToString("MM-dd HH:mm", CultureInfo.InvariantCulture);
        console.MarkupLine(
            $"[grey]{when}[/]  {line.Station,-9} [{colour}]{name,-10}[/]  {Markup.Escape(Fit(line.Why))}");
    }

    public void Table(DateTimeOffset now, IReadOnlyList<LedgerReader> stations)
    {
        var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey)
            .Title($"[bold]{now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}[/]");
        foreach (var title in Titles) table.AddColumn(title);
        table.Columns[3].RightAligned();
        table.Columns[4].RightAligned();
        foreach (var reader in stations) table.AddRow(Row(reader));
        console.Write(table);
    }

    public void Summary(StoryTally tally, ServerEndpoints endpoints)
    {
        string Count(StoryKind kind, string name) => $"{tally[kind]} {name}{(tally[kind] == 1 ? "" : "s")}";
        var text = string.Join(Environment.NewLine,
            $"Seen: {Count(StoryKind.Drift, "drift alert")}, {Count(StoryKind.Retraining, "retraining")}, "
                + $"{Count(StoryKind.Rejected, "rejection")}, {Count(StoryKind.Promoted, "promotion")}, "
                + $"{Count(StoryKind.Rollback, "rollback")}.",
            "The fleet goes on. Look further:",
            $"  curl {endpoints.Http}v1/models",
            $"  curl {endpoints.Http}v1/models/air%2Fdepot",
            $"  curl {endpoints.Http}v1/models/air%2Fdepot/history",
            $"  gRPC with reflection: {endpoints.Grpc.Authority}",
            "Ctrl+C to stop.");
        console.Write(new Panel(Markup.Escape(text)).Header("everything has happened").BorderColor(Color.Green));
    }

    private static string[] Row(LedgerReader reader)
    {
        var (served, first) = (reader.Station.Errors.Served, reader.Station.Errors.First);
        var colour = served < 0.98 * first ? "green" : served > 1.02 * first ? "red" : "default";
        return
        [
            reader.Station.Plan.Name, reader.Story.Version, reader.Story.Lead,
            $"[{colour}]{Number(served)}[/]", Number(first),
            reader.Story.Standing is "ok" ? "[grey]ok[/]" : $"[yellow]{reader.Story.Standing}[/]",
        ];
    }

    private static string Number(double value) =>
        double.IsNaN(value) ? "" : value.ToString("F2", CultureInfo.InvariantCulture);

    // A terminal breaks long lines in the middle of a table's order; elsewhere nothing is cut.
    private string Fit(string text)
    {
        if (!console.Profile.Out.IsTerminal) return text;
        var room = Math.Max(ReasonWidthMin, console.Profile.Width - LeadWidth);
        return text.Length <= room ? text : $"{text.AsSpan(0, room - 1)}…";
    }

    private static (string Name, string Colour) Look(StoryKind kind) => kind switch
    {
        StoryKind.World => ("world", "magenta"),
        StoryKind.First => ("first", "blue"),
        StoryKind.Drift => ("drift", "yellow"),
        StoryKind.Retraining => ("retraining", "aqua"),
        StoryKind.Rejected => ("rejected", "grey"),
        StoryKind.Promoted => ("promoted", "green"),
        StoryKind.Confirmed => ("confirmed", "darkgreen"),
        StoryKind.Rollback => ("ROLLBACK", "bold red"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "has no look"),
    };
}

/// <summary>The addresses of a running server.</summary>
internal sealed record ServerEndpoints(Uri Http, Uri Grpc);
