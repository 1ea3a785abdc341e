using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Client.Exporting;

/// <summary>Shows what was written into a file, and what the file lacks.</summary>
internal static class ExportDisplay
{
    private const int NamesShown = 6;

    public static void Write(CommandOutput output, ExportOptions options, V1.ExportReport report)
    {
        output.WriteLine(
            $"{options.Out} is version {report.Version} of {options.Model} as {Name(report.Format)}: {report.Contents} "
            + $"by {report.Learner}, {Shown.Whole(report.Bytes)} bytes");
        output.WriteLine($"  in: {Listed(report.Features.Select(feature => feature.Name), report.Features.Count)}");
        foreach (var feature in report.Features.Where(feature => feature.Categories.Count > 0))
        {
            output.WriteLine(
                $"  {feature.Name}, from 0 on: {Listed(feature.Categories, feature.Categories.Count)}");
        }
        output.WriteLine($"  out: {report.Output}");
        if (report.Classes.Count > 0) output.WriteLine($"  classes: {Listed(report.Classes, report.Classes.Count)}");
        output.WriteLine($"  {report.Precision}");
        foreach (var note in report.Notes) output.WriteLine($"  {note}");
    }

    private static string Name(V1.ExportFormat format) =>
        format == V1.ExportFormat.Onnx ? "ONNX" : "XGBoost JSON";

    private static string Listed(IEnumerable<string> names, int count) => string.Join(", ", names.Take(NamesShown))
        + (count > NamesShown ? $" and {Shown.Whole(count - NamesShown)} more" : "");
}
