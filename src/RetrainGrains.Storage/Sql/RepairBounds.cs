namespace RetrainGrains.Storage.Sql;

/// <summary>Refuses a malformed repair, before any fact is changed.</summary>
internal static class RepairBounds
{
    public static void Check(string modelId, FactRepair repair)
    {
        Bounds.Id(modelId, nameof(modelId));
        switch (repair)
        {
            case OutcomeCorrection correction:
                ObservationBounds.Check(modelId, correction.Outcomes);
                return;
            case FactWithdrawal withdrawal:
                CheckSelection(withdrawal);
                return;
            case EntityErasure erasure:
                Bounds.Id(erasure.Entity, "Entity");
                Bounds.Limit(erasure.Limit);
                return;
        }
    }

    private static void CheckSelection(FactWithdrawal withdrawal)
    {
        Bounds.Limit(withdrawal.Limit);
        Bounds.Batch(withdrawal.Rows.Ids.Length);
        if (withdrawal.Rows is { Ids.IsEmpty: true, Entity: null, From: null, Before: null })
        {
            throw new ArgumentException("Rows selects every row; it must name ids, an entity or a span of time.");
        }
    }
}
