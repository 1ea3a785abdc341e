using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;

namespace RetrainGrains.Domain.Tests.Windows;

public sealed class BucketCodecTests
{
    [Theory]
    [InlineData(PredictionTask.Regression, "C838D3B9A95FA2DF")]
    [InlineData(PredictionTask.BinaryClassification, "526DB27D2E943DAE")]
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

        Assert.Equal((9, 3, 2), (bucket.Hour, bucket.Features.Rows, bucket.Contestants.Length));
        Assert.Equal(1, bucket.Features.Missing[1]);
        Assert.Equal([1, 0], bucket.Features.Outside.ToArray());
        Assert.Equal(Sample(task).Served.Loss, bucket.Served.Loss);
        Assert.Equal(bytes, BucketCodec.Write(bucket));
    }

    [Theory]
    [InlineData(PredictionTask.Regression, "31461E5E8B67BBC0")]
    [InlineData(PredictionTask.BinaryClassification, "141D4E94B50B156D")]
    public void Version_1_is_still_read_and_counted_nothing_outside(PredictionTask task, string hash)
    {
        var now = BucketCodec.Write(Sample(task));
        var (features, outside) = (2, 13 + 2 * 20 + 2 * FeatureBins.BinsPerFeature * 4);
        byte[] before = [1, .. now[1..outside], .. now[(outside + features * 4)..]];
        var bucket = BucketCodec.Read(9, Given.Schema(task: task), before);

        Assert.Equal(hash, Convert.ToHexString(SHA256.HashData(before))[..16]);
        Assert.Equal([0, 0], bucket.Features.Outside.ToArray());
        Assert.Equal(Sample(task).Features.AllBins.ToArray(), bucket.Features.AllBins.ToArray());
        Assert.Equal(Sample(task).Served.Raw.ToArray(), bucket.Served.Raw.ToArray());
    }

    [Fact]
    public void Another_schema_or_length_is_refused()
    {
        var bytes = BucketCodec.Write(Sample(PredictionTask.Regression));

        Assert.Throws<InvalidDataException>(() => BucketCodec.Read(1, Given.Schema(3), bytes));
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
        foreach (var row in new float[][] { [1, 2], [2, float.NaN], [7, 8] }) bucket.Features.Add(bins, row);
        bucket.Served.Add(0.5, 1);
        bucket.Predecessor.Add(0.5, 1);
        bucket.Contestants[1].Add(0.5, 0);
        return bucket;
    }
}
