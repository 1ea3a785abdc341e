using System.Security.Cryptography;
using System.Text;

namespace RetrainGrains.Storage.Tests.Models;

/// <summary>The ledger is a chain for each model.</summary>
public abstract class LedgerCompliance(DatabaseHome home) : DatabaseCompliance(home)
{
    [Fact]
    public async Task Lines_are_numbered_and_chained_across_commits()
    {
        LedgerAppend[] lines = [Line(1, "created"), Line(2, "checked", """{"note":"žluťoučký\nkůň"}"""), Line(3)];
        await Database.Models.CommitAsync(Commit(0) with { Ledger = lines[..2] });
        await Database.Models.CommitAsync(Commit(1));
        await Database.Models.CommitAsync(Commit(2) with { Ledger = lines[2..] });

        var ledger = await Database.Models.LedgerAsync(Model, 1, 10);

        var hash = LedgerChain.Root(Model);
        for (var i = 0; i < lines.Length; i++)
        {
            hash = LedgerChain.Next(hash, i + 1, lines[i]);
            Assert.Equal(new LedgerRow(Model, i + 1, lines[i].At, lines[i].Kind, lines[i].Body, hash), ledger[i]);
        }
        Assert.Equal(new LedgerVerification(3, null, null), await Database.Models.VerifyLedgerAsync(Model));
    }

    [Fact]
    public async Task A_ledger_is_read_from_a_sequence_in_pages()
    {
        await Database.Models.CommitAsync(Commit(0) with { Ledger = [.. Enumerable.Range(0, 9).Select(i => Line(i))] });
        var page = await Database.Models.LedgerAsync(Model, 4, 3);
        Assert.Equal([4L, 5L, 6L], page.Select(row => row.Sequence));
    }

    [Fact]
    public async Task A_ledger_longer_than_a_page_verifies()
    {
        var lines = Enumerable.Range(0, 2_500).Select(i => Line(i)).ToArray();
        await Database.Models.CommitAsync(Commit(0) with { Ledger = lines });

        Assert.Equal(new LedgerVerification(2_500, null, null), await Database.Models.VerifyLedgerAsync(Model));
    }

    [Fact]
    public async Task The_ledger_hash_covers_every_model_whatever_order_they_were_written_in()
    {
        await Database.Models.CommitAsync(Commit(0, "b") with { Ledger = [Line(1)] });
        await Database.Models.CommitAsync(Commit(0, "a") with { Ledger = [Line(2)] });

        var expected = SHA256.HashData(Encoding.UTF8.GetBytes(
            $"a\n{LedgerChain.Next(LedgerChain.Root("a"), 1, Line(2))}\n" +
            $"b\n{LedgerChain.Next(LedgerChain.Root("b"), 1, Line(1))}\n"));

        Assert.Equal(Convert.ToHexStringLower(expected), await Database.Models.LedgerHashAsync());
    }

    [Fact]
    public async Task An_unknown_model_has_an_empty_ledger_that_holds()
    {
        Assert.Equal(new LedgerVerification(0, null, null), await Database.Models.VerifyLedgerAsync("nobody"));
    }
}
