using System.Net;
using System.Text;

namespace RetrainGrains.Cli.Backtest;

/// <summary>A backtest as one page that needs nothing else: a table and a chart for each stream.</summary>
internal static class BacktestPage
{
    private const string Style = """
        :root { color-scheme: light dark; --ink: #1b1f24; --soft: #6a737d; --line: #d8dee4; --page: #ffffff;
          --c0: #6a737d; --c1: #0969da; --c2: #bc4c00; --c3: #8250df; --c4: #1a7f37; --c5: #cf222e;
          --c6: #9a6700; --c7: #1b7c83; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9198a1; --line: #3d444d;
          --page: #0d1117; --c0: #9198a1; --c1: #4493f8; --c2: #db6d28; --c3: #ab7df8; --c4: #3fb950;
          --c5: #f85149; --c6: #d29922; --c7: #39c5cf; } }
        body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page);
          max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
        table { border-collapse: collapse; margin: 1rem 0; }
        th, td { text-align: right; padding: .2rem .8rem; border-bottom: 1px solid var(--line); }
        th:first-child, td:first-child { text-align: left; }
        svg { width: 100%; height: auto; } svg text { font: 12px system-ui, sans-serif; fill: var(--soft); }
        """;

    public static string Write(BacktestReport report)
    {
        var page = new StringBuilder();
        page.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width\">\n<title>When to retrain</title>\n")
            .Append($"<style>\n{Style}\n</style>\n</head>\n<body>\n<h1>When to retrain</h1>\n")
            .Append(CultureInfo.InvariantCulture, $"<p>Recipe {Text(report.Recipe)}, trained at the start of every ")
            .Append(CultureInfo.InvariantCulture, $"period of {report.PeriodDays:0.###} days; ")
            .Append(CultureInfo.InvariantCulture, $"seed {report.Seed}.</p>\n");
        foreach (var model in report.Models) WriteModel(page, model);
        return page.Append("</body>\n</html>\n").ToString();
    }

    public static string Text(string text) => WebUtility.HtmlEncode(text);

    private static void WriteModel(StringBuilder page, StreamBacktest model)
    {
        page.Append($"<h2>{Text(model.Model)}</h2>\n<p>{model.Periods} periods from ")
            .Append(CultureInfo.InvariantCulture, $"{model.Start:yyyy-MM-dd}, {model.Rows:N0} rows. ")
            .Append($"A retraining costs {BacktestDisplay.Number(model.RetrainingCost)}, the loss is ")
            .Append($"{BacktestDisplay.LossName(model.Task)}, the error ")
            .Append($"{BacktestDisplay.ErrorName(model.Task)}.</p>\n")
            .Append("<table>\n<tr><th>policy</th><th>total cost</th><th>loss</th><th>error</th>")
            .Append("<th>retrainings</th><th>ratio to oracle</th></tr>\n");
        foreach (var policy in model.Policies)
        {
            page.Append($"<tr><td>{Text(policy.Policy)}{(policy.BestFixed ? " (best fixed cadence)" : "")}</td>")
                .Append($"<td>{BacktestDisplay.Number(policy.Cost)}</td><td>{BacktestDisplay.Number(policy.Loss)}</td>")
                .Append($"<td>{BacktestDisplay.Number(policy.Error)}</td><td>{policy.Retrainings.Length}</td>")
                .Append(CultureInfo.InvariantCulture, $"<td>{policy.Ratio:0.000}</td></tr>\n");
        }
        page.Append("</table>\n");
        foreach (var note in model.Notes) page.Append($"<p>{Text(note)}.</p>\n");
        page.Append("<p>What each policy has cost above the oracle so far, and below it when each ")
            .Append("retrained. A line that falls is one whose retrainings pay off later.</p>\n");
        CostChart.Write(page, model);
    }
}
