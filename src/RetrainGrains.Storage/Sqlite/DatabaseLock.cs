namespace RetrainGrains.Storage.Sqlite;

/// <summary>
/// The lock of a SQLite file, which one server has at a time: two would each take themselves for all there is, and what
/// is moved to the file would be lost below it. It is the system's lock of a file beside the database, so that a killed
/// process leaves none; programs that only read the database need none.
/// </summary>
public sealed class DatabaseLock : IDisposable
{
    private const string LockSuffix = ".lock";

    // A file of its own, as one that is locked cannot be read.
    private const string HolderSuffix = ".server";

    private readonly FileStream file;

    private DatabaseLock(FileStream file) => this.file = file;

    /// <summary>Takes the lock; a <see cref="DatabaseTakenException"/> names the process that has it.</summary>
    public static DatabaseLock Take(string database)
    {
        var path = Path.GetFullPath(database);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (File.Exists(path) && File.ResolveLinkTarget(path, returnFinalTarget: true) is { } target)
            path = target.FullName;
        FileStream file;
        try
        {
            file = new FileStream(path + LockSuffix, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path + HolderSuffix))
        {
            throw new DatabaseTakenException(path, File.ReadAllText(path + HolderSuffix));
        }
        File.WriteAllText(path + HolderSuffix, $"process {Environment.ProcessId} on {Environment.MachineName}");
        return new DatabaseLock(file);
    }

    /// <summary>
    /// Gives the lock back. Its file stays: another server may have it open already, and wait for nobody.
    /// </summary>
    public void Dispose() => file.Dispose();
}

/// <summary>The refusal of a database file that another server has.</summary>
public sealed class DatabaseTakenException(string database, string holder)
    : Exception($"{database} is in use by another server, {holder}")
{
    /// <summary>The full path of the file.</summary>
    public string Database { get; } = database;

    /// <summary>The process that has it, and its machine.</summary>
    public string Holder { get; } = holder;
}
