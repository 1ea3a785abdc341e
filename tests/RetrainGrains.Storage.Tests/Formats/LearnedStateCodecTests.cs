using FsCheck.Fluent;
using System.Security.Cryptography;
using FsCheck;
using RetrainGrains.Domain.Attributions;
using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Changes;
using RetrainGrains.Domain.Estimation;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Repairs;
using RetrainGrains.Learning.Data;
using RetrainGrains.Storage.Formats;

namespace RetrainGrains.Storage.Tests.Formats;

public sealed class LearnedStateCodecTests
{
    [Fact]
    public void The_stored_bytes_are_frozen()
    {
        var bytes = LearnedStateCodec.Write(Sample());

        Assert.Equal((9 + 2 * 2 * 2 + 2 * 3 + 3 * 2) * 8, bytes.Length);
        Assert.Equal("D68D18100786E80F", Convert.ToHexString(SHA256.HashData(bytes))[..16]);
    }

    [Fact]
    public void Watches_are_read_as_they_were_written()
    {
        var watched = Watched();
        var bytes = LearnedStateCodec.Write(watched);

        Assert.Equal("33D1EF05750771C2", Convert.ToHexString(SHA256.HashData(bytes))[..16]);
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
    public void Attributions_and_estimations_are_read_as_they_were_written()
    {
        var attributions = new AttributionState("a", [0, 2])
        {
            FirstDay = 20_000, Days = [new(20_001, 30, 24, [1.5, 2, 0], [-1.5, 0.25, 0])],
        };
        var estimation = new EstimationState(new(1, 2, 3)) { FitAfter = 40 };

        var bytes = LearnedStateCodec.Write(Sample() with { Attributions = attributions, Estimation = estimation });
        var read = LearnedStateCodec.Read(bytes);

        Assert.Equal(DomainJson.Write(attributions), DomainJson.Write(read.Attributions));
        Assert.Equal(DomainJson.Write(estimation), DomainJson.Write(read.Estimation));
        Assert.Equal(bytes, LearnedStateCodec.Write(read));
        Assert.Null(LearnedStateCodec.Read(LearnedStateCodec.Write(Sample())).Attributions);
        Assert.Null(LearnedStateCodec.Read(LearnedStateCodec.Write(Sample())).Estimation);
    }

    [Fact]
    public void What_is_left_of_a_repair_is_read_as_it_was_written()
    {
        var left = Sample() with { Overwrite = new OverwriteMark(4_096, 9_000, "somebody reads") };

        Assert.Equal(left.Overwrite, LearnedStateCodec.Read(LearnedStateCodec.Write(left)).Overwrite);
        Assert.Null(LearnedStateCodec.Read(LearnedStateCodec.Write(Sample())).Overwrite);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"artifactId":"a"}""")]
    [InlineData("""{"artifactId":"a","tracked":[0],"days":[{"seen":1,"rows":1}]}""")]
    [InlineData("""{"artifactId":"a","tracked":[0],"days":[{"seen":1,"rows":2,"strengths":[1],"directions":[1]}]}""")]
    [InlineData("""{"artifactId":"a","tracked":[],"days":[{"rows":0,"strengths":[1,1],"directions":[1,1]}]}""")]
    [InlineData("null")]
    public void Damaged_days_of_attributions_are_refused(string json)
    {
        byte[] body = System.Text.Encoding.UTF8.GetBytes(json);
        byte[] bytes =
        [
            .. LearnedStateCodec.Write(Sample()), 12, .. "attributions"u8, .. BitConverter.GetBytes(body.Length),
            .. body,
        ];

        Assert.Throws<InvalidDataException>(() => LearnedStateCodec.Read(bytes));
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
    public void A_learned_state_is_read_as_it_was_written()
    {
        var learned = LearnedStateCodec.Read(LearnedStateCodec.Write(Sample()));

        Assert.Equal(Sample() with { Records = learned.Records }, learned);
        Assert.Equal(LearnedStateCodec.Write(Sample()), LearnedStateCodec.Write(learned));
        Assert.Equal(Sample().Records.Loss(1, 1, true), learned.Records.Loss(1, 1, true));
    }

    [Fact]
    public void A_state_that_has_learned_nothing_survives()
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
