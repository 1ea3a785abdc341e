namespace RetrainGrains.Storage.Sqlite;

/// <summary>
/// The losses that a commit survives beside a killed process, which costs nothing: SQLite's synchronous setting.
/// </summary>
public enum SqliteDurability
{
    /// <summary>A power loss may undo the last commits, newest first; the file stays sound. NORMAL.</summary>
    Process = 0,

    /// <summary>A commit waits for the disk and survives a power loss. synchronous = FULL.</summary>
    Power = 1,

    /// <summary>A power loss may ruin the file: for replays and other data that can be made again. OFF.</summary>
    Scratch = 2,
}
