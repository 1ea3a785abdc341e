namespace RetrainGrains.Storage.Tests.Artifacts;

/// <summary>Damaged bytes are never handed out.</summary>
public abstract class ArtifactDamageCompliance(SharedDatabaseHome home) : SharedDatabaseCompliance(home)
{
    [Fact]
    public async Task Bytes_that_no_longer_match_their_hash_are_refused()
    {
        var id = await Database.Artifacts.PutAsync(new byte[] { 1, 2, 3 }, Start);
        var other = await Database.Artifacts.PutAsync(new byte[] { 4 }, Start);
        Home.Execute($"UPDATE artifacts SET bytes = (SELECT bytes FROM artifacts WHERE artifact_id = '{other}')");

        var refusal = await Assert.ThrowsAsync<InvalidDataException>(() => Database.Artifacts.GetAsync(id));

        Assert.Contains(id, refusal.Message);
    }
}
