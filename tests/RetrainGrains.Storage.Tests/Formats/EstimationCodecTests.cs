using FsCheck.Fluent;
using FsCheck;
using RetrainGrains.Domain.Estimation;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Learning.Data;
using RetrainGrains.Storage.Formats;

namespace RetrainGrains.Storage.Tests.Formats;

public sealed class EstimationCodecTests
{
    [Theory]
    [InlineData(PredictionTask.Regression)]
    [InlineData(PredictionTask.BinaryClassification)]
    public void An_estimation_is_read_as_it_was_written(PredictionTask task)
    {
        var bytes = EstimationCodec.Write(Sample(task));
        var read = EstimationCodec.Read(bytes);

        Assert.Equal(bytes, EstimationCodec.Write(read));
        Assert.Equal(Sample(task).Mark, read.Mark);
        Assert.Equal(Sample(task).Days.Select(day => day.Day), read.Days.Select(day => day.Day));
        Assert.InRange(bytes.Length, 100, 8_000);
    }

    [Fact]
    public void The_stored_bytes_are_frozen()
    {
        var waiting = new EstimationState(new(1, 2, 3)) { FitAfter = 40 };
        var days = waiting with
        {
            Days = [new(20_000, ExpectedErrors.FromRaw(PredictionTask.Regression, [2, 0.5, 0.25]))],
        };

        var bytes = EstimationCodec.Write(days);
        Assert.Equal("010000003400000003000000", Convert.ToHexString(bytes.AsSpan(0, 12)));
        Assert.Equal(
            "{\"version\":\"1.2.3\",\"fitAfter\":40,\"isRepaired\":false}",
            System.Text.Encoding.UTF8.GetString(bytes.AsSpan(12, 52)));
        Assert.Equal(
            "000000000088D3400000000000000040000000000000E03F000000000000D03F",
            Convert.ToHexString(bytes.AsSpan(64)));
    }

    [Fact]
    public void What_was_stored_before_repairs_were_remembered_is_read()
    {
        var read = EstimationCodec.Read(
            [1, 0, 0, 0, 33, 0, 0, 0, 0, 0, 0, 0, .. "{\"version\":\"1.2.3\",\"fitAfter\":40}"u8]);

        Assert.Equal(new EstimationState(new(1, 2, 3)) { FitAfter = 40 }, read);
    }

    [Fact]
    public void Any_change_of_length_is_refused()
    {
        var bytes = EstimationCodec.Write(Sample(PredictionTask.Regression));

        for (var length = 0; length < bytes.Length; length++)
        {
            if (length == bytes.Length - 32 || length == bytes.Length - 64) continue;
            Assert.Throws<InvalidDataException>(() => EstimationCodec.Read(bytes.AsSpan(0, length)));
        }
        Assert.Throws<InvalidDataException>(() => EstimationCodec.Read([.. bytes, .. new byte[8]]));
    }

    [Fact]
    public void Damaged_bytes_are_read_or_refused_and_never_crash()
    {
        var original = EstimationCodec.Write(Sample(PredictionTask.BinaryClassification));
        var damage = Gen.Choose(0, original.Length - 1)
            .SelectMany(at => Gen.Choose(0, 255).Select(value => (at, value)));

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
            EstimationCodec.Read(bytes);
        }
        catch (InvalidDataException)
        {
        }
        return true;
    }

    private static EstimationState Sample(PredictionTask task)
    {
        var errors = new ExpectedErrors(task);
        for (var i = 0; i < 20; i++)
        {
            if (task == PredictionTask.Regression) errors.AddLosses(0.5, 0.25);
            else errors.AddScore(0.05 * i, 0.3);
        }
        return new EstimationState(new(1, 0, 0))
        {
            Estimator = new OutcomeEstimator { FittedAt = Given.Start, Rows = 200, Reference = [] },
            Mark = new PredictionMark(Given.Start, "p-20"),
            Days = [new(20_000, errors), new(20_001, errors.Copy())],
        };
    }
}
