using Spectre.Console;

namespace RetrainGrains.Simulations;

/// <summary>Shows the result of the simulations as tables.</summary>
internal static class SimulationDisplay
{
    public static void Write(IAnsiConsole console, StatisticsReport report)
    {
        console.WriteLine("False alarms of one check of the default drift policy, where nothing has moved");
        Write(console, ["values", "features", "rows", "checks", "stated", "measured", "99 % band to", "holds",
            "Evidently, any feature"], report.FalseAlarms.Select(row => (string[])
            [
                Name(row.Shape), $"{row.Features}", $"{row.Rows:N0}", $"{row.Default.Trials:N0}",
                $"{row.Default.Stated:P1}", $"{row.Default.Rate:P2}", $"{row.Default.Highest:P2}",
                Answer(row.Default.Holds),
                $"{(double)row.EvidentlyAlarms / row.EvidentlyChecks:P0} of {row.EvidentlyChecks:N0}",
            ]));
        console.WriteLine("Shifts of one feature out of ten that are found, at the same rate of false alarms");
        Write(console, ["rows", "standard deviations", "checks", "default", "without limits", "Evidently"],
            report.Power.Select(row => (string[])
            [
                $"{row.Rows:N0}", $"{row.Shift}", $"{row.Checks:N0}", $"{row.Default:P0}", $"{row.WithoutLimits:P0}",
                $"{row.Evidently:P0}",
            ]));
        console.WriteLine("Observations to a false alarm of the e-detector");
        Write(console, ["stream", "runs", "at least", "measured", "standard error", "holds"],
            report.RunLengths.Select(row => (string[])
            [
                Name(row.Stream), $"{row.Runs:N0}", $"{row.Stated:N0}", $"{row.Average:N0}", $"{row.StandardError:N0}",
                Answer(row.Holds),
            ]));
        console.WriteLine("Metrics estimated before outcomes arrive, in windows of 1,000 rows");
        Write(console, ["changed", "metric", "windows", "realised", "estimated", "off by, on average"],
            report.Estimates.Select(row => (string[])
            [
                Name(row.Change), row.Metric, $"{row.Windows:N0}", $"{row.Realised:F3}", $"{row.Estimated:F3}",
                $"{row.MeanAbsoluteError:F3}",
            ]));
        console.WriteLine("Drift alarms that people hear of 1,000 models, 10 of which drift for the last 30 days");
        Write(console, ["models and days", "quiet days", "procedure", "runs", "stated", "false in a month", "holds",
            "false in all", "found", "days to it"],
            report.Fleet.Select(row => (string[])
            [
                Name(row.Noise), $"{row.QuietDays}", row.Procedure, $"{row.Runs:N0}",
                row.Stated is { } stated ? $"{stated:P0}" : "", $"{row.FalseInMonth:P1} ± {row.StandardError:P1}",
                row.Stated is null ? "" : Answer(row.Holds), $"{row.FalseInAll:P1}", $"{row.Found:P0}",
                row.Found == 0 ? "" : $"{row.Days:F1}",
            ]));
        console.WriteLine("Two samples of one population that retrain drift calls drift, as a whole and by each look");
        Write(console, ["reference", "rows", "pairs", "stated", "measured", "99 % band to", "holds", "columns",
            "reconstruction", "classifier"],
            report.Whole.Select(row => (string[])
            [
                $"{row.ReferenceRows:N0}", $"{row.Rows:N0}", $"{row.Whole.Trials:N0}", $"{row.Whole.Stated:P1}",
                $"{row.Whole.Rate:P2}", $"{row.Whole.Highest:P2}", Answer(row.Whole.Holds), $"{row.Columns}",
                $"{row.Reconstruction}", $"{row.Classifier}",
            ]));
        console.WriteLine("Kinds of drift that the default policy finds in a model of ten features, answers included");
        Write(console, ["change", "rows", "checks", "found"],
            report.Kinds.Select(row => (string[])
            [
                Name(row.Kind), $"{row.Rows:N0}", $"{row.Found.Trials:N0}",
                row.Kind == DriftKind.Nothing
                    ? $"{row.Found.Rate:P2} (stated {row.Found.Stated:P0})"
                    : $"{row.Found.Rate:P0}",
            ]));
        console.WriteLine(report.Broken == 0
            ? "Every stated rate holds."
            : $"{report.Broken} stated rates do not hold: see the lines that say NO.");
    }

    private static void Write(IAnsiConsole console, string[] columns, IEnumerable<string[]> rows)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in columns) table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var row in rows) table.AddRow(row);
        console.Write(table);
    }

    private static string Name(SimulatedShape shape) => shape switch
    {
        SimulatedShape.Normal => "normal",
        SimulatedShape.LogNormal => "log-normal",
        _ => "counts 0 to 4",
    };

    private static string Name(SimulatedStream stream) => stream switch
    {
        SimulatedStream.RareErrors => "errors at a rate of 3 %",
        SimulatedStream.FrequentErrors => "errors at a rate of 30 %",
        _ => "skewed losses",
    };

    private static string Name(Change change) => change switch
    {
        Change.Nothing => "nothing",
        Change.Inputs => "inputs",
        _ => "concept (unseen without outcomes)",
    };

    private static string Name(DriftKind kind) => kind switch
    {
        DriftKind.Nothing => "nothing",
        DriftKind.TwentyCollapse => "11 of 20 categories are one",
        DriftKind.OneOfThousandsGone => "one of 2,000 categories is gone",
        DriftKind.GoneMissing => "a feature is missing",
        DriftKind.ConstantDown => "a constant moved down",
        _ => "outcomes, not inputs",
    };

    private static string Name(FleetNoise noise) => noise switch
    {
        FleetNoise.Independent => "independent",
        FleetNoise.OverlappingWindows => "overlapping windows",
        _ => "shared causes",
    };

    private static string Answer(bool holds) => holds ? "yes" : "NO";
}
