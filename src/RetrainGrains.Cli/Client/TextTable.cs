using RetrainGrains.Cli.Terminal;
using Spectre.Console;

namespace RetrainGrains.Cli.Client;

/// <summary>
/// A table that fits the terminal: where it is too wide, columns are left out and the longest texts are cut; in a file
/// it is as wide as it must be.
/// </summary>
/// <remarks>
/// A title that begins with <c>&gt;</c> is of a column of numbers, one with <c>~</c> of texts that may be cut, one with
/// <c>?</c> of texts that are told elsewhere too and may be left out.
/// </remarks>
internal sealed class TextTable(params IEnumerable<string> titles)
{
    private const int CutTo = 10;
    private const int Between = 2;
    private const int Edges = 3;

    private readonly string[] titles = [.. titles];
    private readonly List<string[]> rows = [];

    public int Count => rows.Count;

    public void Row(params IEnumerable<string> cells) =>
        rows.Add([.. cells.Select(cell => CommandOutput.Plain(cell).ReplaceLineEndings(" "))]);

    public void WriteTo(CommandOutput output)
    {
        var console = output.Console;
        var widths = titles.Select((title, i) => rows.Select(row => row[i].Length)
            .Append(NameOf(title).Length).Max()).ToArray();
        var shown = Enumerable.Range(0, titles.Length).ToList();
        int Whole(Func<int, int> width) => shown.Sum(width) + (Between * (shown.Count - 1)) + Edges;
        if (!console.Profile.Out.IsTerminal)
            console.Profile.Width = Math.Max(console.Profile.Width, Whole(i => widths[i]));
        for (var i = 0; i < titles.Length && Whole(at => LeastOf(at, widths)) > console.Profile.Width; i++)
        {
            if (titles[i].StartsWith('?')) shown.Remove(i);
        }
        while (Whole(i => widths[i]) > console.Profile.Width && WidestToCut(widths) is { } widest) widths[widest]--;
        var table = new Table().Border(TableBorder.Simple);
        foreach (var title in shown.Select(i => titles[i]))
        {
            var column = new TableColumn(Markup.Escape(NameOf(title))).Padding(0, 0, 1, 0);
            table.AddColumn(title.StartsWith('>') ? column.RightAligned().NoWrap() : column);
        }
        foreach (var row in rows) table.AddRow([.. shown.Select(i => Markup.Escape(Cut(row[i], widths[i])))]);
        console.Write(table);
    }

    private int LeastOf(int column, int[] widths) => titles[column].StartsWith('~')
        ? Math.Min(widths[column], Math.Max(CutTo, NameOf(titles[column]).Length))
        : widths[column];

    private int? WidestToCut(int[] widths) => Enumerable.Range(0, widths.Length)
        .Where(i => titles[i].StartsWith('~') && widths[i] > LeastOf(i, widths))
        .OrderByDescending(i => widths[i]).Select(i => (int?)i).FirstOrDefault();

    private static string NameOf(string title) => title.TrimStart('>', '~', '?');

    private static string Cut(string text, int width) => text.Length <= width ? text : text[..(width - 1)] + "…";
}
