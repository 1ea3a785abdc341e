namespace RetrainGrains.Storage.Tests;

/// <summary>The base of every topic of the compliance suite: one fresh, migrated database for each test.</summary>
public abstract class DatabaseCompliance(DatabaseHome home) : IAsyncLifetime
{
    protected const string Model = "air-quality/čáslav-1";

    protected static DateTimeOffset Start { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    protected IDatabase Database { get; } = home.Open();

    public async ValueTask InitializeAsync() => await Database.MigrateAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Database.DisposeAsync();
        await home.DisposeAsync();
    }

    protected static ModelCommit Commit(long expectedRevision, string modelId = Model) => new()
    {
        ModelId = modelId,
        ExpectedRevision = expectedRevision,
        ModelType = "regression",
        State = $$"""{"revision":{{expectedRevision + 1}}}""",
        At = Start.AddHours(expectedRevision),
    };

    protected static LedgerAppend Line(int hour, string kind = "checked", string body = "{}") =>
        new(Start.AddHours(hour), kind, body);

    protected async Task<CommitResult> CreateAsync(string modelId = Model) =>
        await Database.Models.CommitAsync(Commit(0, modelId));
}
