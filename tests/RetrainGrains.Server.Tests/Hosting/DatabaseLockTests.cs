using System.Net;
using RetrainGrains.Server.Hosting;
using RetrainGrains.Storage.Sqlite;

namespace RetrainGrains.Server.Tests.Hosting;

/// <summary>The tests that one SQLite file has one server, whatever happens to that.</summary>
public sealed class DatabaseLockTests : IDisposable
{
    private readonly ServerHome home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task A_second_server_is_refused_by_the_name_of_the_first_and_a_killed_one_leaves_nothing_behind()
    {
        string[] arguments = ["--database", home.Options.Database, "--http-port=0", "--grpc-port=0", "--anonymous"];
        using var first = ServerProcess.Start(arguments);
        var (http, _) = await first.ServingAsync();
        using var second = ServerProcess.Start(arguments);

        Assert.Equal(StartFailure.ExitCode, await second.EndAsync());

        Assert.Contains(
            $"{home.Options.Database} is in use by another server, process {first.Id} on {Environment.MachineName}: "
                + "stop that one, choose another file with --database",
            second.Output);
        using var rest = new HttpClient { BaseAddress = http };
        Assert.Equal(HttpStatusCode.OK, (await rest.GetAsync("health/ready")).StatusCode);
        // Commands that read a database go on beside a server.
        await using (var reader = SqliteDatabase.Open(new SqliteOptions
        {
            Path = home.Options.Database, ReadOnly = true,
        }))
        {
            Assert.Empty(await reader.Models.ListAsync(null, 10));
        }
        await first.KillAsync();
        using var third = ServerProcess.Start(arguments);
        await third.ServingAsync();
    }

    [Fact]
    public void A_file_under_another_name_is_the_same_file()
    {
        var file = home.Options.Database;
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, []);
        var link = file + ".link";
        File.CreateSymbolicLink(link, file);
        using var first = DatabaseLock.Take(file);

        Assert.Equal(file, Assert.Throws<DatabaseTakenException>(() => DatabaseLock.Take(link)).Database);
    }

    [Fact]
    public void A_lock_that_was_given_back_can_be_taken()
    {
        DatabaseLock.Take(home.Options.Database).Dispose();
        DatabaseLock.Take(home.Options.Database).Dispose();
    }
}
