using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Domain.Windows;

/// <summary>
/// A segment of a model's rows. The key is a hash of the name: sums are stored under it, so that those of a segment
/// that a policy no longer asks for are never mistaken for another's.
/// </summary>
public sealed record Segment(string Name, ulong Key)
{
    public static Segment Of(string name) =>
        new(name, BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name))));
}

/// <summary>The segments that a policy follows, and the assignment of rows to them.</summary>
public sealed class SegmentPlan
{
    public static readonly SegmentPlan None = new([]);

    private readonly ImmutableArray<Slice> slices;

    private SegmentPlan(ImmutableArray<Slice> slices)
    {
        this.slices = slices;
        All = [.. slices.SelectMany(slice => slice.ByCode).OfType<Segment>()];
    }

    public ImmutableArray<Segment> All { get; }

    public static SegmentPlan Of(ImmutableArray<SegmentPolicy> settings, FeatureSchema schema) => settings.IsEmpty
        ? None
        : new([.. settings.Where(one => schema.IndexOf(one.Feature) >= 0).Select(one => SliceOf(one, schema))]);

    /// <summary>
    /// Lists in sentences the features whose segments have no rows yet: those that came after the bins, by which
    /// numbers are told apart.
    /// </summary>
    public IEnumerable<string> NotCompared(FeatureSchema schema, FeatureBins? bins) => slices
        .Where(slice => slice.Numeric && bins?.HasTenths(slice.Index) == false)
        .Select(slice => $"segments of {schema.Features[slice.Index].Name} cannot be compared: no training has had "
            + "rows with a value of it yet, and the next that has makes its bins");

    /// <summary>Adds the row's errors to the sums of each segment that it is in.</summary>
    public void Add(HourBucket bucket, FeatureBins bins, in ScoredRow row, double earned)
    {
        foreach (var slice in slices)
        {
            var value = row.Features[slice.Index];
            if (float.IsNaN(value) || (slice.Numeric && !bins.HasTenths(slice.Index))) continue;
            var code = slice.Numeric ? bins.TenthOf(slice.Index, value) : (int)value;
            if (code < 0 || code >= slice.ByCode.Length || slice.ByCode[code] is not { } segment) continue;
            bucket.SegmentErrors(segment.Key).Add(
                row.Served, row.Outcome, earned, row.Given?.Served ?? double.NaN);
        }
        if (bucket.SegmentCount > SegmentPolicy.SegmentsMax) bucket.KeepSegments(this);
    }

    private static Slice SliceOf(SegmentPolicy settings, FeatureSchema schema)
    {
        var index = schema.IndexOf(settings.Feature);
        var feature = schema.Features[index];
        var numeric = feature.Kind == FeatureKind.Numeric;
        var byCode = new Segment?[numeric ? FeatureBins.BinsPerFeature : feature.Categories.Length];
        foreach (var (name, code) in settings.SegmentsOf(feature)) byCode[code] = Segment.Of(name);
        return new Slice(index, numeric, byCode);
    }

    // One feature's segments, each at its category's or bin's number; null for values that are not followed.
    private sealed record Slice(int Index, bool Numeric, Segment?[] ByCode);
}
