namespace RetrainGrains.Storage.Tests.Models;

/// <summary>A commit that does not fit is refused with the field, its value and the rule.</summary>
public abstract class CommitBoundsCompliance(DatabaseHome home) : DatabaseCompliance(home)
{
    public static TheoryData<string, ModelCommit> Refused { get; } = new()
    {
        { "ModelId is '' with 0 characters; it must have 1 to 200.", Commit(0, "") },
        { "with 201 characters; it must have 1 to 200.", Commit(0, new string('m', 201)) },
        { "ExpectedRevision is -1; it must be 0 or more.", Commit(-1) },
        { "State has 4194306 bytes; it must have at most 4194304.", Commit(0) with { State = Text(4 << 20) } },
        { "Schedule.ModelId is 'b'", Commit(0) with { Schedule = new ScheduleRow("b", 0, Start) } },
        { "Serving.ModelId is 'b'", Commit(0) with { Serving = new ServingRow("b", "v", "a", "{}") } },
        { "Request.RequestId is ''", Commit(0) with { Request = new RequestRow("", "ok") } },
        { "Ledger[1] is 'two\nlines'; it must not contain a line break.",
            Commit(0) with { Ledger = [Line(1), Line(2, "two\nlines")] } },
        { "Ledger[0] is '\0'; it must not contain the character NUL.",
            Commit(0) with { Ledger = [Line(1, body: "\0")] } },
        { "Outbox has 10001 rows; a commit must have at most 10000.",
            Commit(0) with { Outbox = [.. Enumerable.Repeat(new OutboxAppend("k", ""), 10_001)] } },
    };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public async Task A_commit_out_of_bounds_is_refused_by_field_value_and_rule(string message, ModelCommit commit)
    {
        var refusal = await Assert.ThrowsAsync<ArgumentException>(() => Database.Models.CommitAsync(commit));

        Assert.Contains(message, refusal.Message);
        Assert.Empty(await Database.Models.ListAsync(null, 1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100_001)]
    public async Task A_limit_out_of_bounds_is_refused(int limit)
    {
        var refusal = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => Database.Models.ListAsync(null, limit));

        Assert.Contains("limit must be 1 to 100000", refusal.Message);
    }

    [Fact]
    public async Task A_state_of_exactly_the_largest_size_is_kept()
    {
        var commit = Commit(0) with { State = Text((4 << 20) - 2) };
        await Database.Models.CommitAsync(commit);
        Assert.Equal(commit.State, (await Database.Models.FindAsync(Model))?.State);
    }

    private static string Text(int bytes) => $"\"{new string('s', bytes)}\"";
}
