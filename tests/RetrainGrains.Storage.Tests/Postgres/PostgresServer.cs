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
    private const int Oldest = 15;
    private const string Template = "retraingrains_template";

    // No test cuts the power, so nothing has to reach a disk; mmap keeps shared memory among the files that go away.
    private static readonly string[] Settings =
    [
        "listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=300", "shared_buffers=64MB",
        "fsync=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0", "log_min_messages=panic",
        "dynamic_shared_memory_type=mmap",
    ];

    private static readonly Lazy<Task<PostgresServer>> Shared = new(StartSharedAsync);
    private static int servers;
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
        var name = $"retraingrains-postgres-{Environment.ProcessId}-{Interlocked.Increment(ref servers)}";
        folder = Directory.CreateDirectory(Path.Combine(Place(), name));
        Port = FreePort();
    }

    private int Port { get; }

    private string Data => Path.Combine(folder!.FullName, "data");

    /// <summary>The server that all tests share; skips the test where there are no binaries.</summary>
    public static Task<PostgresServer> SharedAsync() => Shared.Value;

    /// <summary>A server for a class that stops and starts it; end it with <see cref="DisposeAsync"/>.</summary>
    public static async Task<PostgresServer> StartOwnAsync()
    {
        var server = new PostgresServer(Binaries());
        await server.InitializeAsync();
        await server.StartAsync();
        return server;
    }

    public string ConnectionString(string database) => string.Create(
        CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={Port};Username=retrain;Database={database}");

    /// <summary>For tests of something else than waiting: a busy machine may take long to connect.</summary>
    public static PostgresOptions Patient(string connectionString) => new()
    {
        ConnectionString = connectionString,
        PoolSize = 8,
        ConnectTimeout = TimeSpan.FromMinutes(1),
        RetryBudget = TimeSpan.FromMinutes(1),
        // Hundreds of tests share two cores: a thread may have to wait longer than a server's for its turn.
        SilenceMax = TimeSpan.FromSeconds(30),
    };

    /// <summary>Makes a database that is migrated, or an empty one, and returns its name.</summary>
    public async Task<string> CreateDatabaseAsync(bool migrated = true)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref databases)}");
        // Copied file by file: page by page through the log takes three times as long.
        await ExecuteAsync(
            $"CREATE DATABASE {name} TEMPLATE {(migrated ? Template : Template + "_empty")} STRATEGY FILE_COPY");
        return name;
    }

    public Task DropDatabaseAsync(string name) => ExecuteAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");

    /// <summary>Makes a database without tables on a server of one's own, and returns its name.</summary>
    public async Task<string> CreateEmptyDatabaseAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref databases)}");
        await ExecuteAsync($"CREATE DATABASE {name} STRATEGY FILE_COPY");
        return name;
    }

    public bool IsStarted => keeper is not null;

    public async Task StartAsync()
    {
        // The keeper's input ends when this process does, even by kill -9; then nothing is left behind.
        keeper = Run("sh", ["-c", """
            data=$1; shift
            "$@" & server=$!
            read -r order || order=remove
            kill -INT $server; wait $server
            if [ "$order" = remove ]; then rm -rf "$data"; fi
            """, "sh", Data, Path.Combine(binaries, "postgres"), "-D", Data, .. Settings.SelectMany(
                setting => new[] { "-c", setting }), "-c", $"port={Port}"]);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await ExecuteAsync("SELECT 1");
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
        await keeper!.StandardInput.WriteLineAsync("keep");
        await EndKeeperAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (folder is null)
        {
            if (Shared.IsValueCreated && Shared.Value.IsCompletedSuccessfully) await Shared.Value.Result.DisposeAsync();
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
        await using var database = PostgresDatabase.Open(Patient(server.ConnectionString(Template)));
        await database.MigrateAsync();
        return server;
    }

    private async Task InitializeAsync()
    {
        if (Environment.IsPrivilegedProcess) await RunToEndAsync("chown", "postgres", folder!.FullName);
        using var initdb = Run(
            Path.Combine(binaries, "initdb"),
            ["-D", Data, "-U", "retrain", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]);
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
        if (keeper is not { } process) return;
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

    // In memory where that has room: making a database copies a thousand pages.
    private static string Place()
    {
        const string Memory = "/dev/shm";
        return Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace > 2L << 30
            ? Memory
            : Path.GetTempPath();
    }

    private static string Binaries()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Concat(Directory.Exists("/usr/lib/postgresql")
                ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(it => it + "/bin")
                : []);
        var found = folders.FirstOrDefault(it => File.Exists(Path.Combine(it, "initdb")) && MajorVersion(it) >= Oldest);
        Assert.SkipWhen(found is null, $"There is no PostgreSQL {Oldest} or later on this machine.");
        return found!;
    }

    // 0 where there is none. It says «postgres (PostgreSQL) 15.12 (Debian …)».
    private static int MajorVersion(string binaries)
    {
        var program = Path.Combine(binaries, "postgres");
        if (!File.Exists(program)) return 0;
        var start = new ProcessStartInfo(program, "--version") { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var words = process.StandardOutput.ReadToEnd().Split(' ', '.');
        return words.Length > 2 ? int.Parse(words[2], CultureInfo.InvariantCulture) : 0;
    }

    // PostgreSQL refuses to run as root; Debian's package brings a user for it.
    private static Process Run(string program, string[] arguments)
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
