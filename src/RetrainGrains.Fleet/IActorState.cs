namespace RetrainGrains.Fleet;

/// <summary>A value that an actor keeps beyond its own life, read and written whole.</summary>
public interface IActorState<T> where T : class
{
    /// <summary>The value as last read or written; null while there is none.</summary>
    T? Value { get; }

    Task ReadAsync();

    /// <summary>Writes it, or answers false: another activation was first, and nothing was changed.</summary>
    Task<bool> WriteAsync(T value);
}
