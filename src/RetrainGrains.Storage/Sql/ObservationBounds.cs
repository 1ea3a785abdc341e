using RetrainGrains.Domain.Observations;

namespace RetrainGrains.Storage.Sql;

/// <summary>Refuses a batch with a malformed row, before any row of it is stored.</summary>
internal static class ObservationBounds
{
    public static void Check(string modelId, IReadOnlyList<PredictionRow> rows)
    {
        Batch(modelId, rows.Count);
        for (var i = 0; i < rows.Count; i++)
        {
            Id(rows[i].PredictionId, "PredictionId", i);
            Time(rows[i].PredictionId, rows[i].At, i);
            Features(rows[i].Features, i);
            Id(rows[i].Version, "Version", i);
            Entity(rows[i].Entity, i);
        }
    }

    public static void Check(string modelId, IReadOnlyList<OutcomeRow> rows)
    {
        Batch(modelId, rows.Count);
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i].At is null) Id(rows[i].PredictionId, "PredictionId", i);
            else CheckByTime(rows[i], i);
            Outcome(rows[i].Outcome, i);
        }
    }

    public static void Check(string modelId, IReadOnlyList<HistoryRow> rows)
    {
        Batch(modelId, rows.Count);
        for (var i = 0; i < rows.Count; i++)
        {
            Id(rows[i].PredictionId, "PredictionId", i);
            Time(rows[i].PredictionId, rows[i].At, i);
            Features(rows[i].Features, i);
            Outcome(rows[i].Outcome, i);
            Entity(rows[i].Entity, i);
        }
    }

    private static void CheckByTime(OutcomeRow row, int index)
    {
        Id(row.Entity, "Entity", index);
        if (row.PredictionId.Length > 0)
        {
            throw new ArgumentException(
                $"rows[{index}].PredictionId is '{row.PredictionId}'; it must be empty beside an entity and a time.");
        }
    }

    private static void Entity(string entity, int row)
    {
        if (entity is not { Length: 0 }) Id(entity, "Entity", row);
    }

    private static void Batch(string modelId, int rows)
    {
        Bounds.Id(modelId, nameof(modelId));
        Bounds.Batch(rows);
    }

    // The field's name is only put together for a row that is refused: these run once for every row.
    private static void Id(string id, string field, int row)
    {
        if (id is null || id.Length is 0 or > Bounds.IdLengthMax || id.Contains('\0', StringComparison.Ordinal))
        {
            Bounds.Id(id!, $"rows[{row}].{field}");
        }
    }

    // What makes such an id unique: under another time its row would not be found.
    private static void Time(string id, DateTimeOffset at, int row)
    {
        if (!TimedId.Suits(id, at))
        {
            throw new ArgumentException(
                $"rows[{row}].PredictionId is '{id}', which tells another time than the row's, {at:O}.");
        }
    }

    private static void Features(float[] features, int row)
    {
        if (features.Length > Bounds.FeaturesMax)
        {
            throw new ArgumentException(
                $"rows[{row}].Features has {features.Length} values; it must have at most {Bounds.FeaturesMax}.");
        }
    }

    private static void Outcome(double outcome, int row)
    {
        if (!double.IsFinite(outcome))
        {
            throw new ArgumentException($"rows[{row}].Outcome is {outcome}; it must be a finite number.");
        }
    }
}
