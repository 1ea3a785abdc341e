using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Fleet.Tests;

/// <summary>An actor's state in a database, where another writer can be first and an answer be lost.</summary>
internal sealed class StoredState<T>(IDatabase database) : IActorState<T> where T : class
{
    public const string Id = "state";
    private string? tag;

    public T? Value { get; private set; }

    public async Task ReadAsync()
    {
        var row = await database.GrainState.ReadAsync(Id, typeof(T).Name);
        (Value, tag) = row is null ? (null, null) : (DomainJson.Read<T>(row.Body), row.ETag);
    }

    public async Task<bool> WriteAsync(T value)
    {
        var written = await database.GrainState.WriteAsync(Id, typeof(T).Name, tag, DomainJson.Write(value));
        if (written is null) return false;
        (Value, tag) = (value, written);
        return true;
    }
}
