using RetrainGrains.Domain.Primitives;
using RetrainGrains.Learning.Data;
using Spectre.Console;

namespace RetrainGrains.Cli.Backtest;

/// <summary>Shows a backtest as a table.</summary>
internal static class BacktestDisplay
{
    private static readonly string[] Columns =
        ["policy", "total cost", "loss", "error", "retrainings", "training s", "ratio to oracle", ""];

    public static void Write(IAnsiConsole console, StreamBacktest backtest)
    {
        console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{backtest.Model}: {backtest.Periods} periods from {backtest.Start:yyyy-MM-dd}, {backtest.Rows:N0} rows "
            + $"({backtest.RowsLeftOut:N0} left out: no outcome within their period); a retraining costs "
            + $"{Number(backtest.RetrainingCost)}, the loss is {LossName(backtest.Task)}, the error "
            + $"{ErrorName(backtest.Task)}"));
        var table = new Table().Border(TableBorder.Markdown);
        foreach (var column in Columns) table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var policy in backtest.Policies)
        {
            table.AddRow(
                Markup.Escape(policy.Policy), Number(policy.Cost), Number(policy.Loss), Number(policy.Error),
                policy.Retrainings.Length.ToString(CultureInfo.InvariantCulture),
                policy.TrainingSeconds.ToString("0.0", CultureInfo.InvariantCulture),
                policy.Ratio.ToString("0.000", CultureInfo.InvariantCulture),
                policy.BestFixed ? "best fixed cadence" : "");
        }
        console.Write(table);
        foreach (var note in backtest.Notes) console.WriteLine(note);
    }

    public static string LossName(PredictionTask task) =>
        task == PredictionTask.Regression ? "squared error" : "wrong classes";

    public static string ErrorName(PredictionTask task) =>
        task == PredictionTask.Regression ? "its root mean" : "their share";

    public static string Number(double value) => Math.Abs(value) is >= 1_000 and < 1e9
        ? value.ToString("#,##0.#", CultureInfo.InvariantCulture)
        : Formatted.Number(value);
}
