using RetrainGrains.Domain.Primitives;
using Spectre.Console;

namespace RetrainGrains.Cli.Rebuild;

/// <summary>Shows the result of a rebuild.</summary>
internal static class RebuildDisplay
{
    public static void Write(IAnsiConsole console, string subject, IReadOnlyList<RebuildComparison> compared)
    {
        foreach (var one in compared)
        {
            var (trained, rebuilt) = (one.Rebuilt.Trained, one.Rebuilt);
            if (one.IsImported)
            {
                console.WriteLine($"{trained.Recipe}: imported from {trained.ImportedFrom}, as it is kept");
                console.WriteLine($"  artifact  {trained.ArtifactId}");
                continue;
            }
            console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{trained.Recipe}: {trained.Data.Rows:N0} rows from {Formatted.Instant(trained.Data.From)} to "
                + $"{Formatted.Instant(trained.Data.To)}, seed {trained.Seed}, {trained.RunId}"));
            WriteHash(console, "dataset ", trained.Data.Fingerprint, rebuilt.Fingerprint, one.SameDataset);
            WriteHash(console, "artifact", trained.ArtifactId, rebuilt.Artifact?.Id, one.SameArtifact);
            foreach (var difference in one.Differences()) console.WriteLine($"  {difference}");
        }
        console.WriteLine(Ending(subject, compared));
    }

    private static string Ending(string subject, IReadOnlyList<RebuildComparison> compared)
    {
        var imported = compared.Count(one => one.IsImported);
        var trained = compared.Count - imported;
        var identical = compared.Count(one => one.Identical);
        if (identical < trained)
        {
            return $"{subject} is NOT rebuilt: {identical} of {Artifacts(trained)} identical"
                + (imported > 0 ? $", {imported} imported" : "");
        }
        return imported > 0
            ? $"{subject}: {identical} rebuilt bit for bit, {imported} imported"
            : $"{subject} is rebuilt bit for bit: {Artifacts(trained)} identical";
    }

    private static void WriteHash(IAnsiConsole console, string name, string? stored, string? rebuilt, bool? same)
    {
        if (same == true)
        {
            console.WriteLine($"  {name}  {stored}  identical");
            return;
        }
        console.WriteLine($"  {name}  {stored ?? "was not named when it was trained"}");
        console.WriteLine($"   rebuilt  {rebuilt ?? "nothing"}{(same == false ? "  DIFFERENT" : "")}");
    }

    private static string Artifacts(int count) => count == 1 ? "1 artifact" : $"{count} artifacts";
}
