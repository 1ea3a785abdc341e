namespace RetrainGrains.Domain.Tests.Candidates;

public sealed class TrainedVersionTests
{
    private const string Old = """
        {"recipe":"leafwise/30d/level","artifactId":"aa","runId":"m/run-1","trainedAt":"2026-01-01T00:00:00+00:00",
        "data":{"from":"2025-12-01T00:00:00+00:00","to":"2026-01-01T00:00:00+00:00","throughSequence":9,"rows":7},
        "seed":3}
        """;

    [Fact]
    public void A_version_from_before_fingerprints_and_promises_is_read_without_them_and_written_as_it_was()
    {
        var version = DomainJson.Read<TrainedVersion>(Old);

        Assert.Null(version.Data.Fingerprint);
        Assert.Null(version.IsBitIdentical);
        Assert.Equal(7, version.Data.Rows);
        Assert.Equal(Old.ReplaceLineEndings(""), DomainJson.Write(version));
    }

    [Fact]
    public void What_the_learner_promises_stands_in_the_ledger()
    {
        var version = DomainJson.Read<TrainedVersion>(Old) with { IsBitIdentical = false };

        Assert.Contains("\"isBitIdentical\":false", DomainJson.Write(version), StringComparison.Ordinal);
        Assert.Equal(version, DomainJson.Read<TrainedVersion>(DomainJson.Write(version)));
    }
}
