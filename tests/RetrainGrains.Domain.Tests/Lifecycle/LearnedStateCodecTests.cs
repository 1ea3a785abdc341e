using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Domain.Tests.Lifecycle;

public sealed class LearnedStateCodecTests
{
    [Fact]
    public void The_stored_bytes_are_frozen()
    {
        var bytes = LearnedStateCodec.Write(Sample());

        Assert.Equal((9 + 2 * 2 * 2 + 2 * 3 + 3 * 2) * 8, bytes.Length);
        Assert.Equal("A2EBDC3B834CC307", Convert.ToHexString(SHA256.HashData(bytes))[..16]);
    }

    [Fact]
    public void What_version_1_wrote_is_still_read()
    {
        var bytes = Version1();

        Assert.Equal("D68D18100786E80F", Convert.ToHexString(SHA256.HashData(bytes))[..16]);
        Assert.Equal(LearnedStateCodec.Write(Sample()), LearnedStateCodec.Write(LearnedStateCodec.Read(bytes)));
        Assert.Throws<InvalidDataException>(() => LearnedStateCodec.Read([.. bytes, 1, (byte)'x', 0, 0, 0, 0]));
    }

    [Fact]
    public void Watches_are_read_as_they_were_written()
    {
        var watched = Watched();
        var bytes = LearnedStateCodec.Write(watched);

        Assert.Equal("64210BFF1456E2E9", Convert.ToHexString(SHA256.HashData(bytes))[..16]);
        var read = LearnedStateCodec.Read(bytes);
        Assert.Equal(DomainJson.Write(watched.Detectors), DomainJson.Write(read.Detectors));
        Assert.Equal(Sample() with { Records = read.Records, Detectors = read.Detectors }, read);
    }

    [Fact]
    public void A_section_of_a_later_version_is_passed_over()
    {
        byte[] later = [.. LearnedStateCodec.Write(Sample()), 5, .. "later"u8, 3, 0, 0, 0, 7, 7, 7];
        byte[] known = LearnedStateCodec.Write(Watched());

        Assert.Equal(LearnedStateCodec.Write(Sample()), LearnedStateCodec.Write(LearnedStateCodec.Read(later)));
        Assert.Equal(known, LearnedStateCodec.Write(LearnedStateCodec.Read([.. known, 1, (byte)'x', 0, 0, 0, 0])));
    }

    [Fact]
    public void Sections_cut_short_or_damaged_are_refused_and_never_crash()
    {
        var bytes = LearnedStateCodec.Write(Watched());
        var numbers = LearnedStateCodec.Write(Sample()).Length;

        for (var length = numbers + 1; length < bytes.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => LearnedStateCodec.Read(bytes.AsSpan(0, length)));
        }
        for (var at = numbers; at < bytes.Length; at++)
        {
            var damaged = bytes.ToArray();
            damaged[at] ^= 0x15;
            Assert.True(ReadsOrRefuses(damaged));
        }
        Assert.Throws<InvalidDataException>(() => LearnedStateCodec.Read([.. bytes, .. bytes.AsSpan(numbers)]));
    }

    [Fact]
    public void Evidence_is_read_as_it_was_written()
    {
        var learned = LearnedStateCodec.Read(LearnedStateCodec.Write(Sample()));

        Assert.Equal(Sample() with { Records = learned.Records }, learned);
        Assert.Equal(LearnedStateCodec.Write(Sample()), LearnedStateCodec.Write(learned));
        Assert.Equal(Sample().Records.Loss(1, 1, true), learned.Records.Loss(1, 1, true));
    }

    [Fact]
    public void Evidence_of_nothing_survives()
    {
        var learned = LearnedStateCodec.Read(LearnedStateCodec.Write(LearnedState.None(Given.Model())));

        Assert.Null(learned.NewestOutcome);
        Assert.Equal(default, learned.Records.LastRow);
    }

    [Fact]
    public void Any_change_of_length_is_refused()
    {
        var bytes = LearnedStateCodec.Write(Sample());

        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => LearnedStateCodec.Read(bytes.AsSpan(0, length)));
        }
        Assert.Throws<InvalidDataException>(() => LearnedStateCodec.Read([.. bytes, .. new byte[8]]));
    }

    [Fact]
    public void Damaged_bytes_are_read_or_refused_and_never_crash()
    {
        var original = LearnedStateCodec.Write(Sample());
        var damage = Gen.Choose(0, 9 * 8 - 1).Two()
            .SelectMany(at => Gen.Choose(0, 255).Two().Select(value => (at, value)));

        Prop.ForAll(damage.ToArbitrary(), hit =>
        {
            var bytes = original.ToArray();
            bytes[hit.at.Item1] = (byte)hit.value.Item1;
            bytes[hit.at.Item2] = (byte)hit.value.Item2;
            return ReadsOrRefuses(bytes);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
        Prop.ForAll<byte[]>(ReadsOrRefuses).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(1, double.NaN)]
    [InlineData(1, 2.5)]
    [InlineData(2, -1)]
    [InlineData(3, 1e300)]
    [InlineData(6, double.PositiveInfinity)]
    [InlineData(7, 1e18)]
    [InlineData(8, double.NaN)]
    public void A_head_that_means_nothing_is_refused(int place, double value)
    {
        var bytes = LearnedStateCodec.Write(Sample());
        BitConverter.TryWriteBytes(bytes.AsSpan(place * 8), value);

        Assert.Throws<InvalidDataException>(() => LearnedStateCodec.Read(bytes));
    }

    private static bool ReadsOrRefuses(byte[] bytes)
    {
        try
        {
            LearnedStateCodec.Read(bytes);
        }
        catch (InvalidDataException)
        {
        }
        return true;
    }

    private static byte[] Version1()
    {
        var bytes = LearnedStateCodec.Write(Sample());
        BitConverter.TryWriteBytes(bytes, 1.0);
        return bytes;
    }

    private static LearnedState Watched() => Sample() with
    {
        Detectors =
        [
            new DetectorState("1.0.0 adwin")
            {
                Detector = new byte[] { 1, 2, 255 }, Unit = 20_000, Sum = 1.5, Rows = 3,
                Alarms = [new ChangeAlarm(Given.Start, 12.5, double.PositiveInfinity)],
            },
        ],
    };

    private static LearnedState Sample()
    {
        var records = new TrackRecords(2, 2);
        var policy =
            new ChallengerPolicy { HalfLives = [TimeSpan.FromDays(1), TimeSpan.FromDays(0.5)], CorrectionRows = 1 };
        for (var i = 0; i < 3; i++)
        {
            records.Add(policy, PredictionTask.Regression,
                Given.Row(i, Given.Start.AddDays(i), 1, 1.5, double.NaN) with { Served = 2 });
        }
        records.MeanWeights[1] = 0.25;
        return new LearnedState(records)
        {
            Cursor = 1L << 40, Outcomes = 77, SinceCheck = 5, NewestOutcome = Given.Start.AddDays(2), CandidateSet = 3,
        };
    }
}
