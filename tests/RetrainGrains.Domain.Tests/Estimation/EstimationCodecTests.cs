using FsCheck;
using FsCheck.Fluent;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Domain.Tests.Estimation;

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
        Assert.Equal("010000002100000003000000", Convert.ToHexString(bytes.AsSpan(0, 12)));
        Assert.Equal(
            "{\"version\":\"1.2.3\",\"fitAfter\":40}", System.Text.Encoding.UTF8.GetString(bytes.AsSpan(12, 33)));
        Assert.Equal(
            "000000000088D3400000000000000040000000000000E03F000000000000D03F",
            Convert.ToHexString(bytes.AsSpan(45)));
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

    [Fact]
    public void Evidence_keeps_it_and_is_stored_as_before_without_it()
    {
        var learned = Given.LearnedState(Given.Serving(new()), 10, Given.Start);
        var plain = LearnedStateCodec.Write(learned);
        var bytes = LearnedStateCodec.Write(learned with { Estimation = Sample(PredictionTask.Regression) });

        Assert.Null(LearnedStateCodec.Read(plain).Estimation);
        Assert.Equal(bytes, LearnedStateCodec.Write(LearnedStateCodec.Read(bytes)));
        Assert.Equal(2, LearnedStateCodec.Read(bytes).Estimation!.Days.Length);
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
        var source = new Calibrated(task, 1);
        return source.Absorb(source.Fitted(), source.Rows(0, 2, 20));
    }
}
