namespace RetrainGrains.Domain.Windows;

/// <summary>Takes rows with known outcomes into windows and track records. Each row once, in stored order.</summary>
public static class EvidenceIntake
{
    /// <summary>
    /// Adds the rows to <paramref name="evidence"/> and to the hour buckets; the hours that changed are added to
    /// <paramref name="touched"/>. Rows from before <paramref name="oldestHour"/> count only as outcomes.
    /// </summary>
    public static Evidence Absorb(
        Evidence evidence, FeatureSchema schema, IReadOnlyList<ScoredRow> rows,
        IDictionary<long, HourBucket> buckets, long oldestHour, ISet<long> touched)
    {
        var records = evidence.Records.Select(TrackRecord.From).ToArray();
        var errors = new double[evidence.Contestants.Length];
        var newest = evidence.NewestOutcome ?? DateTimeOffset.MinValue;
        foreach (var row in rows)
        {
            if (row.Sequence <= evidence.Cursor) continue;
            if (row.KnownAt > newest) newest = row.KnownAt;
            AddToRecords(records, errors, row);
            if (evidence.Bins is { } bins && HourBucket.HourOf(row.At) >= oldestHour)
            {
                AddToBucket(BucketOf(row, schema, evidence.Contestants.Length, buckets, touched), bins, row);
            }
            evidence = evidence with
            {
                Cursor = row.Sequence,
                Outcomes = evidence.Outcomes + 1,
                NewOutcomes = evidence.NewOutcomes + 1,
            };
        }
        return evidence with
        {
            NewestOutcome = newest == DateTimeOffset.MinValue ? null : newest,
            Records = [.. records.Select(record => record.Snapshot())],
        };
    }

    private static void AddToRecords(TrackRecord[] records, double[] errors, ScoredRow row)
    {
        var anyAwake = false;
        for (var i = 0; i < errors.Length; i++)
        {
            errors[i] = row.Contestants[i] - row.Outcome;
            anyAwake |= !double.IsNaN(errors[i]);
        }
        if (!anyAwake) return;
        foreach (var record in records) record.Add(row.KnownAt, errors, row.Served - row.Outcome);
    }

    private static HourBucket BucketOf(
        ScoredRow row, FeatureSchema schema, int contestants, IDictionary<long, HourBucket> buckets, ISet<long> touched)
    {
        var hour = HourBucket.HourOf(row.At);
        touched.Add(hour);
        if (buckets.TryGetValue(hour, out var bucket) && bucket.Contestants.Length == contestants) return bucket;
        return buckets[hour] = HourBucket.Empty(hour, schema, contestants);
    }

    private static void AddToBucket(HourBucket bucket, FeatureBins bins, ScoredRow row)
    {
        bucket.Features.Add(bins, row.Features);
        if (!double.IsNaN(row.Served)) bucket.Served.Add(row.Served, row.Outcome);
        if (!double.IsNaN(row.Predecessor)) bucket.Predecessor.Add(row.Predecessor, row.Outcome);
        for (var i = 0; i < row.Contestants.Length; i++)
        {
            if (!double.IsNaN(row.Contestants[i])) bucket.Contestants[i].Add(row.Contestants[i], row.Outcome);
        }
    }
}
