using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace RetrainGrains.Storage.Sqlite;

/// <summary>
/// The database's file through the handle that SQLite itself has on it. A handle of our own would, when it is closed,
/// let go of all locks that this process has on the file.
/// </summary>
internal sealed class SqliteFileAccess : IDisposable
{
    // Of sqlite3_io_methods: a version, then these functions, and an option of sqlite3_file_control.
    private const int ReadMethod = 2;
    private const int WriteMethod = 3;
    private const int SyncMethod = 5;
    private const int FilePointer = 7;
    private const int SyncNormal = 2;

    private readonly IntPtr file;
    private readonly Transfer read;
    private readonly Transfer write;
    private readonly Sync sync;

    public SqliteFileAccess(SqliteConnection connection)
    {
        Check(FileControl(connection.Handle!.DangerousGetHandle(), IntPtr.Zero, FilePointer, out file));
        var methods = Marshal.ReadIntPtr(file);
        read = Method<Transfer>(methods, ReadMethod);
        write = Method<Transfer>(methods, WriteMethod);
        sync = Method<Sync>(methods, SyncMethod);
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int Transfer(IntPtr file, ref byte bytes, int count, long offset);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int Sync(IntPtr file, int flags);

    public void Read(Span<byte> bytes, long offset) =>
        Check(read(file, ref MemoryMarshal.GetReference(bytes), bytes.Length, offset));

    public void Write(Span<byte> bytes, long offset) =>
        Check(write(file, ref MemoryMarshal.GetReference(bytes), bytes.Length, offset));

    public void Flush() => Check(sync(file, SyncNormal));

    public void Dispose()
    {
        // The handle is the connection's.
    }

    private static T Method<T>(IntPtr methods, int number) =>
        Marshal.GetDelegateForFunctionPointer<T>(Marshal.ReadIntPtr(methods, number * IntPtr.Size));

    private static void Check(int result)
    {
        if (result == raw.SQLITE_OK) return;
        var text = raw.sqlite3_errstr(result).utf8_to_string();
        throw new SqliteException($"SQLite Error {result}: '{text}'.", result);
    }

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_file_control", CallingConvention = CallingConvention.Cdecl)]
    private static extern int FileControl(IntPtr database, IntPtr schema, int option, out IntPtr file);
}
