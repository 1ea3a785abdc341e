namespace RetrainGrains.Storage.Tests.Models;

/// <summary>Whoever changes the ledger past the stores is found out, by line.</summary>
public abstract class LedgerTamperingCompliance(SharedDatabaseHome home) : SharedDatabaseCompliance(home)
{
    [Theory]
    [InlineData("UPDATE ledger SET body = '{\"rows\":1}' WHERE sequence = 3", 3)]
    [InlineData("UPDATE ledger SET kind = 'promoted' WHERE sequence = 1", 1)]
    [InlineData("UPDATE ledger SET at = at + 1 WHERE sequence = 5", 5)]
    [InlineData("DELETE FROM ledger WHERE sequence = 2", 2)]
    [InlineData("DELETE FROM ledger WHERE sequence = 5", 5)]
    [InlineData("DELETE FROM ledger WHERE sequence = 1", 1)]
    [InlineData("UPDATE models SET ledger_hash = 'x'", 5)]
    public async Task A_change_is_found_at_its_line(string sql, long line)
    {
        var lines = Enumerable.Range(1, 5).Select(hour => Line(hour)).ToArray();
        await Database.Models.CommitAsync(Commit(0) with { Ledger = lines });
        Assert.True((await Database.Models.VerifyLedgerAsync(Model)).Holds);

        Home.Execute(sql);

        var verification = await Database.Models.VerifyLedgerAsync(Model);
        Assert.Equal(line, verification.BrokenSequence);
        Assert.Contains($"line {line} ", verification.Problem);
    }

    [Fact]
    public async Task A_last_line_rewritten_with_a_fitting_hash_does_not_match_the_models_head()
    {
        await Database.Models.CommitAsync(Commit(0) with { Ledger = [Line(1)] });
        var forged = LedgerChain.Next(LedgerChain.Root(Model), 1, Line(1, body: "forged"));

        Home.Execute($"UPDATE ledger SET body = 'forged', hash = '{forged}'");

        Assert.Contains("the model row says", (await Database.Models.VerifyLedgerAsync(Model)).Problem);
    }
}
