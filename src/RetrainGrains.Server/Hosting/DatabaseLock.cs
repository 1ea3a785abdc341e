using System.Text;

namespace RetrainGrains.Server.Hosting;

/// <summary>
/// The lock of a SQLite file, which one server has at a time: two would each take themselves for all there is. It is the
/// system's lock of a file beside the database, so that a killed process leaves none; programs that only read the
/// database need none.
/// </summary>
internal sealed class DatabaseLock : IDisposable
{
    private const string Suffix = ".lock";

    // Who is refused reads from it who has it. On Windows a file that is shared with nobody cannot be read either.
    private static readonly FileShare Share = OperatingSystem.IsWindows() ? FileShare.Read : FileShare.None;

    private readonly FileStream file;

    private DatabaseLock(FileStream file) => this.file = file;

    /// <summary>Takes the lock; a <see cref="DatabaseTakenException"/> names the process that has it.</summary>
    public static DatabaseLock Take(string database)
    {
        var path = Path.GetFullPath(database);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (File.ResolveLinkTarget(path, returnFinalTarget: true) is { } target) path = target.FullName;
        FileStream file;
        try
        {
            file = new FileStream(path + Suffix, FileMode.OpenOrCreate, FileAccess.ReadWrite, Share);
        }
        catch (IOException) when (HolderOf(path + Suffix) is { } holder)
        {
            throw new DatabaseTakenException(path, holder);
        }
        file.SetLength(0);
        file.Write(Encoding.UTF8.GetBytes($"process {Environment.ProcessId} on {Environment.MachineName}"));
        file.Flush();
        return new DatabaseLock(file);
    }

    /// <summary>
    /// Gives the lock back. The file stays: another server may have it open already, and wait for nobody.
    /// </summary>
    public void Dispose() => file.Dispose();

    private static string? HolderOf(string path)
    {
        try
        {
            using var file = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(file);
            return reader.ReadToEnd() is { Length: > 0 } holder ? holder : "a process that is just starting";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

/// <summary>The refusal of a database file that another server has.</summary>
internal sealed class DatabaseTakenException(string database, string holder)
    : Exception($"{database} is in use by another server, {holder}")
{
    public string Database { get; } = database;
    public string Holder { get; } = holder;
}
