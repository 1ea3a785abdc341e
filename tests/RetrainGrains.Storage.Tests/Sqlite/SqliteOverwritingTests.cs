using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Data.Sqlite;

namespace RetrainGrains.Storage.Tests.Sqlite;

/// <summary>An erased entity is in no byte of the files, and all else is as it was.</summary>
public sealed class SqliteOverwritingTests
{
    private const string Whose = "somebody-who-asked-to-be-forgotten";
    private const int Rows = 24_000;
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;
    private static readonly float[] Theirs = [271828.1875f, 314159.25f, 141421.35f, 173205.08f];

    [Fact]
    public async Task An_erased_entity_leaves_no_byte_in_the_file_or_its_log()
    {
        await using var home = new SqliteFileHome();
        await using (var database = home.Open())
        {
            await FillAsync(database);
            var before = await FoundAsync(home.FilePath);
            Assert.True(before is { Texts: > Rows / 20, Features: >= Rows / 20 });
            await EraseAsync(database);
            // In the log as it was, and in the free space of pages that rows have left.
            Assert.NotEqual((0, 0), await FoundAsync(home.FilePath));

            await OverwriteAsync(database);

            Assert.Equal((0, 0), await FoundAsync(home.FilePath));
            Assert.Equal(Rows - (Rows / 20), (await database.Observations.CountAsync("m")).Predictions);
            // Nothing comes back with what is written next.
            await database.Observations.RecordOutcomesAsync(
                "m", [.. Enumerable.Range(1, Rows - 1).Where(i => i % 20 != 0).Select(
                    i => new OutcomeRow($"row {i}", i, Start))]);
            Assert.Equal((0, 0), await FoundAsync(home.FilePath));
        }
        Assert.Equal((0, 0), await FoundAsync(home.FilePath));
        Assert.Equal("ok", Ask(home.FilePath, "PRAGMA integrity_check"));
    }

    [Fact]
    public async Task Free_pages_that_an_earlier_version_left_as_they_were_are_zeroed()
    {
        await using var home = new SqliteFileHome();
        await using var database = home.Open();
        await database.MigrateAsync();
        Ask(home.FilePath,
            $"""
            PRAGMA secure_delete = OFF;
            CREATE TABLE old (id INTEGER PRIMARY KEY, text TEXT);
            WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9000)
            INSERT INTO old SELECT i, '{Whose}' FROM n;
            DELETE FROM old;
            PRAGMA wal_checkpoint(TRUNCATE);
            """);
        Assert.True((await FoundAsync(home.FilePath)).Texts > 1_000);

        await OverwriteAsync(database);

        Assert.Equal((0, 0), await FoundAsync(home.FilePath));
        Assert.Equal("ok", Ask(home.FilePath, "PRAGMA integrity_check"));
    }

    [Fact]
    public async Task Every_row_of_every_table_is_the_same_before_and_after()
    {
        await using var home = new SqliteFileHome();
        await using var database = home.Open();
        await FillAsync(database);
        await EraseAsync(database);
        // Long values, whose rest is in pages that are no tree's.
        var random = new Random(7);
        var artifact = new byte[300_000];
        random.NextBytes(artifact);
        var id = await database.Artifacts.PutAsync(artifact, Start);
        var before = await RowsAsync(home.FilePath);

        await OverwriteAsync(database);

        Assert.Equal(before, await RowsAsync(home.FilePath));
        Assert.Equal(artifact, await database.Artifacts.GetAsync(id));
    }

    [Fact]
    public async Task A_reader_of_what_was_there_before_is_told_of_and_once_it_ends_nothing_is_left()
    {
        await using var home = new SqliteFileHome();
        await using var database = home.Open();
        await FillAsync(database);
        await using (var reader = new SqliteConnection($"Data Source={home.FilePath};Pooling=False"))
        {
            reader.Open();
            await using var begin = reader.CreateCommand();
            begin.CommandText = "BEGIN; SELECT count(*) FROM observations";
            begin.ExecuteScalar();
            await EraseAsync(database);

            var step = await database.Models.OverwriteErasedAsync(0);

            Assert.Equal((0L, "another process is reading the file: end it"), (step.Next!.Value, step.Problem));
            // Writers go on meanwhile.
            Assert.Equal([RecordStatus.Stored], (await database.Observations.AppendPredictionsAsync(
                "m", [new PredictionRow("next", Start.AddDays(200), [1], 1, "v1")])).Statuses);
        }

        await OverwriteAsync(database);

        Assert.Equal((0, 0), await FoundAsync(home.FilePath));
    }

    // Neither the times nor the ids come in order: pages split, and rows move between them.
    private static async Task FillAsync(IDatabase database)
    {
        await database.MigrateAsync();
        await database.Models.CommitAsync(Commit());
        var order = Enumerable.Range(0, Rows).ToArray();
        new Random(1).Shuffle(order);
        foreach (var piece in order.Chunk(500))
        {
            await database.Observations.AppendPredictionsAsync("m", [.. piece.Select(i => i % 20 == 0
                ? new PredictionRow($"of {Whose} {i}", Start.AddSeconds(i), Theirs, i, "v1") { Entity = Whose }
                : new PredictionRow($"row {i}", Start.AddSeconds(i), [i, 1, 2, 3], i, "v1") { Entity = $"e{i % 9}" })]);
        }
    }

    private static async Task EraseAsync(IDatabase database)
    {
        var erasure = new EntityErasure(Whose, Start.AddDays(100), 10_000);
        Assert.True((await database.Models.RepairAsync("m", erasure, _ => Commit() with { ExpectedRevision = 1 }))
            .Committed);
    }

    private static async Task OverwriteAsync(IDatabase database)
    {
        for (long? next = 0; next is { } from;)
        {
            var step = await database.Models.OverwriteErasedAsync(from);
            Assert.Null(step.Problem);
            next = step.Next;
        }
    }

    private static ModelCommit Commit() =>
        new() { ModelId = "m", ExpectedRevision = 0, ModelType = "regression", State = "{}", At = Start };

    private static string? Ask(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()?.ToString();
    }

    private static async Task<string[]> RowsAsync(string path)
    {
        await using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        var names = new List<string>();
        await using (var tables = connection.CreateCommand())
        {
            tables.CommandText = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name";
            await using var reader = await tables.ExecuteReaderAsync();
            while (await reader.ReadAsync()) names.Add(reader.GetString(0));
        }
        var rows = new List<string>();
        foreach (var name in names)
        {
            await using var table = connection.CreateCommand();
            table.CommandText = $"SELECT * FROM \"{name}\"";
            await using var reader = await table.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                var cells = Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue)
                    .Select(cell => cell is byte[] bytes ? Convert.ToHexString(bytes) : cell);
                rows.Add($"{name}|{string.Join('|', cells)}");
            }
        }
        return [.. rows];
    }

    // In the database's own file and in its write-ahead log: how often the name, and how often the bytes of features.
    private static async Task<(int Texts, int Features)> FoundAsync(string path)
    {
        var (texts, features) = (0, 0);
        foreach (var file in (string[])[path, $"{path}-wal"])
        {
            if (!File.Exists(file)) continue;
            await using var stream = new FileStream(
                file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var memory = new MemoryStream();
            await stream.CopyToAsync(memory);
            var bytes = memory.ToArray().AsSpan();
            texts += bytes.Count(Encoding.UTF8.GetBytes(Whose));
            features += bytes.Count(MemoryMarshal.AsBytes(Theirs.AsSpan()));
        }
        return (texts, features);
    }
}
