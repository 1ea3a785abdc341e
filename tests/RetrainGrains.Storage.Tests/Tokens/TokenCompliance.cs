namespace RetrainGrains.Storage.Tests.Tokens;

/// <summary>Tokens are kept by name, for ever, and every change of them is told by a number.</summary>
public abstract class TokenCompliance(DatabaseHome home) : DatabaseCompliance(home)
{
    private ITokenStore Tokens => Database.Tokens;

    [Fact]
    public async Task Tokens_are_read_as_they_were_stored_in_the_order_of_their_names()
    {
        TokenRow[] stored = [Token("b", 1), Token("a", 2) with { ExpiresAt = Start.AddDays(9), ModelPrefixes = "eu/" }];
        foreach (var token in stored) Assert.Equal(TokenCreation.Created, await Tokens.CreateAsync(token));

        var read = await Tokens.ListAsync();

        Assert.Equal(["a", "b"], read.Select(token => token.Name));
        Assert.Equal(stored[1] with { Hash = [] }, read[0] with { Hash = [] });
        Assert.Equal(stored[1].Hash, read[0].Hash);
    }

    [Fact]
    public async Task A_name_is_given_once_also_after_its_token_was_revoked()
    {
        await Tokens.CreateAsync(Token("a", 1));
        await Tokens.RevokeAsync("a", Start.AddDays(1));

        Assert.Equal(TokenCreation.NameTaken, await Tokens.CreateAsync(Token("a", 2)));
    }

    [Fact]
    public async Task A_token_is_revoked_once_and_its_first_time_stays()
    {
        await Tokens.CreateAsync(Token("a", 1));

        var first = await Tokens.RevokeAsync("a", Start.AddDays(1));
        var second = await Tokens.RevokeAsync("a", Start.AddDays(2));

        Assert.Equal(Start.AddDays(1), first!.RevokedAt);
        Assert.Equal(Start.AddDays(1), second!.RevokedAt);
        Assert.Null(await Tokens.RevokeAsync("nobody", Start));
    }

    [Fact]
    public async Task Every_change_moves_the_revision_and_nothing_else_does()
    {
        var revisions = new List<long> { await Tokens.RevisionAsync() };
        await Tokens.CreateAsync(Token("a", 1));
        revisions.Add(await Tokens.RevisionAsync());
        await Tokens.RevokeAsync("a", Start);
        revisions.Add(await Tokens.RevisionAsync());
        await Tokens.RevokeAsync("a", Start);
        await Tokens.RevokeAsync("nobody", Start);

        Assert.Equal(revisions.Distinct().Order(), revisions);
        Assert.Equal(revisions[^1], await Tokens.RevisionAsync());
    }

    [Fact]
    public async Task A_token_beyond_its_bounds_is_refused_by_field()
    {
        var hash = await Assert.ThrowsAsync<ArgumentException>(
            () => Tokens.CreateAsync(Token("a", 1) with { Hash = [1] }));
        var name = await Assert.ThrowsAsync<ArgumentException>(() => Tokens.CreateAsync(Token("", 1)));

        Assert.Equal("Hash has 1 bytes; it must have 32.", hash.Message);
        Assert.Contains("Name", name.Message);
    }

    private static TokenRow Token(string name, byte hash)
    {
        var bytes = new byte[32];
        bytes[0] = hash;
        return new TokenRow(name, bytes, 2, "", Start, "ann");
    }
}
