using RetrainGrains.Fleet.Contracts;

namespace RetrainGrains.Gateway.Mapping;

/// <summary>The form of repairs on the wire. Enumerations keep their numbers.</summary>
internal static class RepairMapping
{
    public static V1.Repair ToWire(this RepairView view)
    {
        var (tally, mark) = (view.Tally, view.Recompute);
        var repair = new V1.Repair
        {
            RequestId = view.RequestId,
            Kind = (V1.RepairKind)view.Kind,
            Stage = !view.IsChanged ? V1.RepairStage.Changing
                : view.Overwrite is not null ? V1.RepairStage.Overwriting
                : mark is null ? V1.RepairStage.Done
                : V1.RepairStage.Recomputing,
            Rows = tally.Rows,
            Outcomes = tally.Outcomes,
            EntityOutcomes = tally.EntityOutcomes,
            First = tally.First.ToWire(),
            Last = tally.Last.ToWire(),
            Fingerprint = tally.Fingerprint,
        };
        repair.LearnedVersions.Add(view.Versions.Select(version => new V1.LearnedVersion
        {
            Recipe = version.Recipe, ArtifactId = version.ArtifactId, RunId = version.RunId, Rows = version.Rows,
        }));
        repair.Statuses.Add(view.Statuses.Select(status => (V1.CorrectionStatus)(status - '0')));
        if (view.Overwrite is { } overwrite)
        {
            (repair.Pages, repair.OverwrittenPages) = (overwrite.Parts, overwrite.Next);
            repair.OverwritingProblem = overwrite.Problem ?? "";
        }
        if (mark is null) return repair;
        (repair.Hours, repair.RecomputedHours) = (mark.LastHour - mark.FirstHour + 1, mark.NextHour - mark.FirstHour);
        (repair.OutcomesInAll, repair.RecomputedRows) = (view.Outcomes, mark.Rows);
        return repair;
    }
}
