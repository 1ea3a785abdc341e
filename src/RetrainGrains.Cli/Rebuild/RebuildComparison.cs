using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Repairs;
using RetrainGrains.Fleet.Training;

namespace RetrainGrains.Cli.Rebuild;

/// <summary>A version beside its rebuilding: what is identical, and where something is not, what it is.</summary>
public sealed record RebuildComparison(RebuiltVersion Rebuilt)
{
    /// <summary>
    /// Returns true when the version was trained on the same rows; null where no fingerprint of its rows is known.
    /// </summary>
    public bool? SameDataset => Rebuilt.Trained.Data.Fingerprint is { } stored ? stored == Rebuilt.Fingerprint : null;

    /// <summary>Returns true for a version that was trained elsewhere: there is nothing to compare it with.</summary>
    public bool IsImported => Rebuilt.Trained.ImportedFrom is not null;

    public bool SameArtifact => Rebuilt.Artifact?.Id == Rebuilt.Trained.ArtifactId;

    public bool Identical => SameArtifact && SameDataset != false;

    public IEnumerable<string> Differences()
    {
        var data = Rebuilt.Trained.Data;
        foreach (var repair in Rebuilt.Repairs)
        {
            var rows = repair.Versions.First(version => version.ArtifactId == Rebuilt.Trained.ArtifactId).Rows;
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{rows:N0} of the rows it learned from were {Done(repair.Repair)} on {Formatted.Instant(repair.At)} "
                + $"by {repair.By}: {repair.Reason}");
        }
        if (Rebuilt.Fingerprint is not null && Rebuilt.Rows != data.Rows)
        {
            var cause = Rebuilt.Rows < data.Rows ? "some were deleted" : "some are new";
            yield return string.Create(CultureInfo.InvariantCulture,
                $"it learned from {data.Rows:N0} rows, the first of {Formatted.Instant(data.From)}; there are "
                + $"{Rebuilt.Rows:N0} now{FirstNow()}: {cause}");
        }
        else if (SameDataset == false && Rebuilt.Fingerprint is not null)
        {
            yield return "there are as many rows as it learned from, but not the same: a time, a feature or an outcome "
                + "was changed, or the schema";
        }
        if (Rebuilt.Failure is { } failure) yield return $"it could not be trained again: {failure}";
        else if (!SameArtifact && Rebuilt.Rows == data.Rows && SameDataset != false)
        {
            yield return "rows, recipe, parameters and seed are the same, its bytes are not: this program's "
                + $"{Rebuilt.Trained.Recipe.Learner} is not the one that trained it";
        }
    }

    private static string Done(RepairKind kind) => kind switch
    {
        RepairKind.Correction => "corrected",
        RepairKind.Withdrawal => "withdrawn",
        _ => "erased",
    };

    private string FirstNow() => Rebuilt.FirstRow is { } first
        ? string.Create(CultureInfo.InvariantCulture, $", the first of {Formatted.Instant(first)}")
        : "";
}
