namespace RetrainGrains.Storage;

/// <summary>
/// The database could not be reached, or went away in the middle. A read may be asked again; of a write it is not known
/// whether it was committed, so only an idempotent one may be.
/// </summary>
public sealed class DatabaseAwayException(Exception inner)
    : Exception($"The database cannot be reached ({inner.Message.TrimEnd('.')}).", inner);
