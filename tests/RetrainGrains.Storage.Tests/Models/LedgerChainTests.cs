namespace RetrainGrains.Storage.Tests.Models;

public sealed class LedgerChainTests
{
    private static readonly LedgerAppend Line =
        new(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123), "promoted", """{"version":"v2"}""");

    // Computed with sha256sum; what is on disk may never change its meaning.
    [Fact]
    public void A_line_has_the_hash_it_has_always_had()
    {
        Assert.Equal("62c66a7a5dd70c3146618063c344e531e6d4b59e379808443ce962b3abd63c5a", LedgerChain.Root("m"));
        Assert.Equal(
            "43ac1a5b62a6d95ac1f1c21db81faa347c5a5c24936cbb9b005c7463a8435056",
            LedgerChain.Next(LedgerChain.Root("m"), 1, Line));
    }

    [Fact]
    public void Every_part_of_a_line_is_covered()
    {
        var hash = LedgerChain.Next("previous", 1, Line);
        string[] others =
        [
            LedgerChain.Next("Previous", 1, Line),
            LedgerChain.Next("previous", 2, Line),
            LedgerChain.Next("previous", 1, Line with { At = Line.At.AddMilliseconds(1) }),
            LedgerChain.Next("previous", 1, Line with { Kind = "demoted" }),
            LedgerChain.Next("previous", 1, Line with { Body = "{}" }),
        ];
        Assert.DoesNotContain(hash, others);
    }
}
