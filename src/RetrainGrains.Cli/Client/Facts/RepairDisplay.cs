using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Client.Facts;

/// <summary>Writes for people what a repair did, and what became of recorded outcomes.</summary>
internal static class RepairDisplay
{
    public static void Write(CommandOutput output, V1.Repair repair)
    {
        var did = repair.Kind switch
        {
            V1.RepairKind.Correction => "corrected",
            V1.RepairKind.Withdrawal => "withdrawn",
            _ => "erased",
        };
        output.WriteLine($"{Shown.Whole(repair.Rows)} rows are {did}, {Shown.Whole(repair.Outcomes)} with an outcome; "
            + $"{Shown.Whole(repair.EntityOutcomes)} outcomes by entity and time beside them");
        foreach (var group in repair.Statuses.Where(status => status != V1.CorrectionStatus.Corrected)
            .GroupBy(status => status).OrderBy(group => group.Key))
        {
            output.WriteLine($"{Shown.Whole(group.Count())} {Words(group.Key)}");
        }
        foreach (var version in repair.LearnedVersions)
        {
            output.WriteLine(
                $"{version.Recipe} of {version.RunId} had learned from {Shown.Whole(version.Rows)} of them");
        }
        output.WriteLine($"request {repair.RequestId}, fingerprint {repair.Fingerprint}");
        if (repair.Stage == V1.RepairStage.Changing) output.WriteLine("more rows are being changed");
        if (repair.Stage == V1.RepairStage.Overwriting) output.WriteLine(Overwriting(repair));
        if (repair.Hours == 0 && repair.Stage != V1.RepairStage.Recomputing) return;
        output.WriteLine("computing again what was learned: "
            + $"{Shown.Whole(repair.RecomputedHours)} of {Shown.Whole(repair.Hours)} hours, "
            + $"{Shown.Whole(repair.RecomputedRows)} of {Shown.Whole(repair.OutcomesInAll)} rows");
    }

    public static void Write(CommandOutput output, V1.RecordResponse recorded)
    {
        output.WriteLine($"{Shown.Whole(recorded.Stored)} outcomes are stored");
        foreach (var group in recorded.Statuses.Where(status => status != V1.RecordStatus.Stored)
            .GroupBy(status => status).OrderBy(group => group.Key))
        {
            output.WriteLine($"{Shown.Whole(group.Count())} {Words(group.Key)}");
        }
    }

    private static string Overwriting(V1.Repair repair) => repair.OverwritingProblem.Length > 0
        ? $"THEIR BYTES ARE LEFT in free space of the database's file: {repair.OverwritingProblem}. It is tried again "
            + "every minute"
        : $"overwriting free space of the database's file: {Shown.Whole(repair.OverwrittenPages)} of "
            + $"{Shown.Whole(repair.Pages)} pages";

    private static string Words(V1.CorrectionStatus status) => status switch
    {
        V1.CorrectionStatus.Unchanged => "had this value already",
        V1.CorrectionStatus.UnknownPrediction => "name no row",
        V1.CorrectionStatus.NoOutcome => "have no outcome yet: record it",
        V1.CorrectionStatus.TooManyRows =>
            "are about more than 10,000 rows of their entity, and changed none: correct them by prediction_id",
        _ => "were withdrawn",
    };

    private static string Words(V1.RecordStatus status) => status switch
    {
        V1.RecordStatus.Duplicate => "were stored before",
        V1.RecordStatus.UnknownPrediction => "name no prediction",
        V1.RecordStatus.Conflict => "have another value than was stored before, which counts: correct it",
        V1.RecordStatus.Waiting => "wait for their predictions",
        V1.RecordStatus.NoRoom => "are not stored: as many wait already as the policy allows",
        V1.RecordStatus.Late => "of these are too late for windows and track records",
        V1.RecordStatus.Withdrawn => "are for rows that were withdrawn",
        V1.RecordStatus.Erased => "are about entities that were erased",
        V1.RecordStatus.TooManyRows =>
            "are not stored: they are about more than 10,000 predictions of their entity. Send them by prediction_id",
        _ => "are not stored",
    };
}
