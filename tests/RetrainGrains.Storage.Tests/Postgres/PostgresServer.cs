using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using RetrainGrains.Storage.Postgres;

[assembly: AssemblyFixture(typeof(RetrainGrains.Storage.Tests.Postgres.PostgresServer))]

namespace RetrainGrains.Storage.Tests.Postgres;

/// <summary>
/// A PostgreSQL of this test process alone: started from the machine's binaries at the first use, on loopback, with
/// its files in a temporary folder, and gone when the process is, however that ends.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const int OldestMajor = 15;
    private const string Template = "retraingrains_template";

    private static readonly Lazy<Task<PostgresServer>> Shared = new(StartSharedAsync);
    private static int databases;

    private readonly DirectoryInfo? folder;
    private readonly string binaries = "";
    private Process? keeper;

    /// <summary>For xunit alone, which ends the shared server through it; use <see cref="SharedAsync"/>.</summary>
    public PostgresServer()
    {
    }

    private PostgresServer(string binaries)
    {
        this.binaries = binaries;
        folder = Directory.CreateTempSubdirectory("retraingrains-postgres-");
        Port = FreePort();
    }

    private int Port { get; }

    private string Data => Path.Combine(folder!.FullName, "data");

    /// <summary>The server that all tests share; skips the test where there are no binaries.</summary>
    public static Task<PostgresServer> SharedAsync() => Shared.Value;

    /// <summary>A server for one test that stops and starts it; end it with <see cref="DisposeAsync"/>.</summary>
    public static async Task<PostgresServer> StartOwnAsync()
    {
        var server = new PostgresServer(Binaries());
        await server.InitializeAsync();
        await server.StartAsync();
        return server;
    }

    public string ConnectionString(string database) => string.Create(
        CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={Port};Username=retrain;Database={database}");

    /// <summary>Makes a database that is migrated, or an empty one, and returns its name.</summary>
    public async Task<string> CreateDatabaseAsync(bool migrated = true)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref databases)}");
        await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {(migrated ? Template : Template + "_empty")}");
        return name;
    }

    public Task DropDatabaseAsync(string name) => ExecuteAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");

    public async Task StartAsync()
    {
        // The keeper waits for its input to end, which it does when this process ends, even by kill -9.
        keeper = Run("sh", "-c", """
            "$@" & server=$!
            cat > /dev/null
            kill -INT $server; wait $server
            """, "sh", Path.Combine(binaries, "postgres"), "-D", Data,
            "-p", Port.ToString(CultureInfo.InvariantCulture), "-c", "listen_addresses=127.0.0.1",
            "-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "full_page_writes=off",
            "-c", "max_connections=300", "-c", "shared_buffers=64MB", "-c", "log_min_messages=panic");
        await using var source = NpgsqlDataSource.Create(ConnectionString("postgres") + ";Pooling=false");
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync();
                return;
            }
            catch (NpgsqlException failure) when (failure.IsTransient && attempt < 300 && !keeper.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        }
    }

    /// <summary>Ends the server as a crash would: nobody is told, nothing is tidied up.</summary>
    public async Task CrashAsync()
    {
        var id = (await File.ReadAllLinesAsync(Path.Combine(Data, "postmaster.pid")))[0];
        await RunToEndAsync("kill", "-QUIT", id);
        await EndKeeperAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (folder is null)
        {
            if (Shared.IsValueCreated && Shared.Value.IsCompletedSuccessfully)
            {
                await Shared.Value.Result.DisposeAsync();
            }
            return;
        }
        await EndKeeperAsync();
        folder.Delete(recursive: true);
    }

    private static async Task<PostgresServer> StartSharedAsync()
    {
        var server = await StartOwnAsync();
        // Not the order of bytes, as on most installations: a column that needs it has to say so.
        await server.ExecuteAsync(
            $"CREATE DATABASE {Template} TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'");
        await server.ExecuteAsync($"CREATE DATABASE {Template}_empty TEMPLATE {Template}");
        await using var database = PostgresDatabase.Open(
            new PostgresOptions { ConnectionString = server.ConnectionString(Template) });
        await database.MigrateAsync();
        return server;
    }

    private async Task InitializeAsync()
    {
        if (Environment.IsPrivilegedProcess)
        {
            await RunToEndAsync("chown", "postgres", folder!.FullName);
        }
        using var initdb = Run(
            Path.Combine(binaries, "initdb"), "-D", Data, "-U", "retrain", "-A", "trust", "-E", "UTF8",
            "--locale=C", "--no-sync");
        await initdb.WaitForExitAsync();
        Assert.True(initdb.ExitCode == 0, $"initdb ended with {initdb.ExitCode}.");
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString("postgres") + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private async Task EndKeeperAsync()
    {
        if (keeper is not { } process)
        {
            return;
        }
        keeper = null;
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20), TimeProvider.System);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
        process.Dispose();
    }

    private static string Binaries()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Concat(Directory.Exists("/usr/lib/postgresql")
                ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(it => Path.Combine(it, "bin"))
                : []);
        var found = folders.FirstOrDefault(it =>
            File.Exists(Path.Combine(it, "postgres")) && File.Exists(Path.Combine(it, "initdb")));
        Assert.SkipWhen(found is null, "There is no PostgreSQL on this machine: no postgres and initdb in PATH.");
        return found!;
    }

    // PostgreSQL refuses to run as root; Debian's package brings a user for it.
    private static Process Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        if (Environment.IsPrivilegedProcess)
        {
            start = new ProcessStartInfo("runuser", ["-u", "postgres", "--", program, .. arguments])
            {
                WorkingDirectory = "/",
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            };
        }
        var process = Process.Start(start)!;
        // Nobody reads it, and a full pipe would stop the writer.
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }

    private static async Task RunToEndAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
