using FsCheck.Fluent;
using System.Security.Cryptography;
using FsCheck;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Performance;
using RetrainGrains.Domain.Windows;
using RetrainGrains.Learning.Data;
using RetrainGrains.Storage.Formats;

namespace RetrainGrains.Storage.Tests.Formats;

public sealed class BucketCodecTests
{
    [Theory]
    [InlineData(PredictionTask.Regression, "14D8304D515B3552")]
    [InlineData(PredictionTask.BinaryClassification, "C2B34AC16D5BA00A")]
    [InlineData(PredictionTask.MulticlassClassification, "CC92B7BCFD838F44")]
    public void The_stored_bytes_are_frozen(PredictionTask task, string hash)
    {
        Assert.Equal(hash, Convert.ToHexString(SHA256.HashData(BucketCodec.Write(Sample(task))))[..16]);
    }

    [Theory]
    [InlineData(PredictionTask.Regression)]
    [InlineData(PredictionTask.BinaryClassification)]
    public void A_bucket_is_read_as_it_was_written(PredictionTask task)
    {
        var bytes = BucketCodec.Write(Sample(task));
        var bucket = BucketCodec.Read(9, Given.Schema(task: task), bytes);

        Assert.Equal((9, 3, 2), (bucket.Hour, bucket.Features.Rows, bucket.Candidates.Length));
        Assert.Equal([7UL, 8UL], bucket.Segments.Select(segment => segment.Key));
        Assert.Equal(Sample(task).FindSegment(8)!.Raw.ToArray(), bucket.FindSegment(8)!.Raw.ToArray());
        Assert.Equal(1, bucket.Features.Missing[1]);
        Assert.Equal([1, 0], bucket.Features.Outside.ToArray());
        Assert.Equal((3, 2), (bucket.Outcomes.Rows, bucket.Predictions.Rows));
        Assert.Equal(Sample(task).Served.Loss, bucket.Served.Loss);
        Assert.Equal(bytes, BucketCodec.Write(bucket));
    }

    [Fact]
    public void Hours_of_several_classes_are_read_as_they_were_written_and_not_with_other_classes()
    {
        var schema = Given.Schema(task: PredictionTask.MulticlassClassification);
        var bucket = HourBucket.Empty(9, schema, 1);
        bucket.Served.Add(1, 1, given: 0.5);
        bucket.Candidates[0].Add(1, 2);
        var bytes = BucketCodec.Write(bucket);
        var read = BucketCodec.Read(9, schema, bytes);

        Assert.Equal(new AnswerKind(PredictionTask.MulticlassClassification, 3), read.Served.Answer);
        Assert.Equal((1, Math.Log(2)), (Metrics.Of(read.Served, Metric.Accuracy), read.Served.Several.LogLoss));
        Assert.Equal((0, double.NaN), (Metrics.Of(read.Candidates[0], Metric.F1),
            Metrics.Of(read.Candidates[0], Metric.LogLoss)));
        Assert.Equal(bytes, BucketCodec.Write(read));
        Assert.Throws<InvalidDataException>(
            () => BucketCodec.Read(9, schema with { Classes = ["a", "b", "c", "d"] }, bytes));
    }

    [Fact]
    public void An_hour_of_the_first_version_is_read_in_its_ten_bins_a_feature()
    {
        var now = HourBucket.Empty(9, Given.Schema(), 2);
        now.Served.Add(0.5, 1, 3);
        // Head, and three times the rows and key of sums without rows.
        var errors = BucketCodec.Write(now)[(9 + 3 * 8)..];
        using var old = new MemoryStream();
        using var writer = new BinaryWriter(old);
        writer.Write((byte)1);
        foreach (var number in new[] { 2, 2, 3 }) writer.Write(number);
        foreach (var sum in new double[] { 10, 10, 54, 68 }) writer.Write(sum);
        foreach (var missing in new[] { 0, 1 }) writer.Write(missing);
        for (var bin = 0; bin < 20; bin++) writer.Write(bin);
        foreach (var outside in new[] { 1, 0 }) writer.Write(outside);
        writer.Write(errors);

        var read = BucketCodec.Read(9, Given.Schema(), old.ToArray());

        Assert.Equal((3, 0u, 1), (read.Features.Rows, read.Features.Key, read.Features.Missing[1]));
        Assert.Equal(Enumerable.Range(10, 10), read.Features.Bins(1).ToArray());
        Assert.Equal([1, 0], read.Features.Outside.ToArray());
        Assert.Equal((0, 0), (read.Outcomes.Rows, read.Predictions.Rows));
        Assert.Equal(now.Served.Raw.ToArray(), read.Served.Raw.ToArray());
    }

    [Fact]
    public void Another_schema_or_length_is_refused()
    {
        var bytes = BucketCodec.Write(Sample(PredictionTask.Regression));

        Assert.Throws<InvalidDataException>(() => BucketCodec.Read(1, Given.Schema(1), bytes));
        Assert.Throws<InvalidDataException>(
            () => BucketCodec.Read(1, Given.Schema(task: PredictionTask.BinaryClassification), bytes));
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => BucketCodec.Read(1, Given.Schema(), bytes.AsSpan(0, length)));
        }
    }

    [Fact]
    public void Damaged_bytes_are_read_or_refused_and_never_crash()
    {
        var original = BucketCodec.Write(Sample(PredictionTask.Regression));
        var damage = Gen.Choose(0, 40).SelectMany(at => Gen.Choose(0, 255).Select(value => (at, value)));

        Prop.ForAll(damage.ToArbitrary(), hit =>
        {
            var bytes = original.ToArray();
            bytes[hit.at] = (byte)hit.value;
            return ReadsOrRefuses(bytes);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
        Prop.ForAll<byte[]>(ReadsOrRefuses).QuickCheckThrowOnFailure();
    }

    private static bool ReadsOrRefuses(byte[] bytes)
    {
        try
        {
            BucketCodec.Read(1, Given.Schema(), bytes);
        }
        catch (InvalidDataException)
        {
        }
        return true;
    }

    private static HourBucket Sample(PredictionTask task)
    {
        var schema = Given.Schema(task: task);
        var bucket = HourBucket.Empty(9, schema, 2);
        var bins = FeatureBins.Of(schema, [[1f, 1f], [2f, 5f], [3f, 9f]]);
        bins = bins with { Answers = AnswerBins.Of(schema, [[0f], [1f]]) };
        foreach (var row in new float[][] { [1, 2], [2, float.NaN], [7, 8] })
        {
            var at = DateTimeOffset.UnixEpoch;
            bucket.Count(bins, new ScoredRow(1, at, at, row, 1, row[0] < 5 ? 0 : double.NaN, double.NaN, []));
        }
        bucket.Served.Add(0.5, 1, 3);
        bucket.Predecessor.Add(0.5, 1);
        bucket.Candidates[1].Add(0.5, 0);
        bucket.SegmentErrors(8).Add(0.5, 1);
        bucket.SegmentErrors(7).Add(1, 1);
        return bucket;
    }
}
