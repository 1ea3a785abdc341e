namespace RetrainGrains.Storage.Tests.Artifacts;

/// <summary>Bytes under their hash.</summary>
public abstract class ArtifactCompliance(DatabaseHome home) : DatabaseCompliance(home)
{
    private IArtifactStore Artifacts => Database.Artifacts;

    [Fact]
    public async Task Bytes_are_found_under_their_hash()
    {
        var id = await Artifacts.PutAsync("abc"u8.ToArray(), Start);

        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", id);
        Assert.Equal("abc"u8.ToArray(), await Artifacts.GetAsync(id));
        Assert.Null(await Artifacts.GetAsync("unknown"));
    }

    [Fact]
    public async Task The_same_bytes_again_keep_their_id_and_renew_their_age()
    {
        var id = await Artifacts.PutAsync(new byte[] { 1 }, Start);

        Assert.Equal(id, await Artifacts.PutAsync(new byte[] { 1 }, Start.AddDays(2)));
        Assert.Equal(0, await Artifacts.DeleteUnreferencedAsync(Start.AddDays(1), new HashSet<string>()));
    }

    [Fact]
    public async Task Old_artifacts_that_nothing_names_are_deleted()
    {
        var kept = await Artifacts.PutAsync(new byte[] { 1 }, Start);
        var old = await Artifacts.PutAsync(new byte[] { 2 }, Start);
        var young = await Artifacts.PutAsync(new byte[] { 3 }, Start.AddDays(2));

        var deleted = await Artifacts.DeleteUnreferencedAsync(Start.AddDays(1), new HashSet<string> { kept });

        Assert.Equal(1, deleted);
        Assert.NotNull(await Artifacts.GetAsync(kept));
        Assert.Null(await Artifacts.GetAsync(old));
        Assert.NotNull(await Artifacts.GetAsync(young));
    }
}
