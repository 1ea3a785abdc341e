namespace RetrainGrains.Fleet.Contracts;

/// <summary>
/// The database held a later revision than this activation: another one was faster. Nothing was stored; the caller
/// asks again and finds a fresh activation.
/// </summary>
public sealed class StaleModelException(string modelId, long expected, long found)
    : Exception(
        $"{modelId} is at revision {found}, this decision was made on {expected}; nothing was stored, ask again");
