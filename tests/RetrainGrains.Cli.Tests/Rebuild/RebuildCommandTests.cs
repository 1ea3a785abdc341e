using System.Security.Cryptography;
using RetrainGrains.Cli.Tests.Replay;
using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Storage.Sqlite;
using RetrainGrains.Storage.Tests.Postgres;

namespace RetrainGrains.Cli.Tests.Rebuild;

/// <summary>Versions that a real replay trained, rebuilt from the file that it left.</summary>
public sealed class RebuildCommandTests(RebuildCommandTests.Station station)
    : IClassFixture<RebuildCommandTests.Station>, IAsyncLifetime
{
    private const string Policy = """
        {
          "triggers": { "maximumAge": "4d" },
          "challengers": {
            "recipes": ["leafwise", "leafwise/half30d", "ridge/all/change", "last-value"],
            "trees": { "numberOfTrees": 12, "numberOfLeaves": 6, "minimumExampleCountPerLeaf": 10 },
            "search": { "trials": 3, "folds": 1 }
          }
        }
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("retrain-rebuild-").FullName;
    private readonly StringWriter output = new();
    private readonly StringWriter errors = new();
    private ModelState state = null!;

    private string Fleet => PathOf("fleet.db");

    public async ValueTask InitializeAsync()
    {
        station.CopyTo(folder);
        await using var database = SqliteDatabase.Open(new SqliteOptions { Path = Fleet, ReadOnly = true });
        state = DomainJson.Read<ModelState>((await database.Models.FindAsync("station"))!.State);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_blend_that_serves_is_rebuilt_member_by_member_and_nothing_is_written()
    {
        var before = File.ReadAllBytes(Fleet);
        var champion = state.Champion!;
        Assert.True(champion.Members.Length > 1);

        Assert.Equal((0, ""), (await RebuildAsync(champion.Number.ToString()), errors.ToString()));

        Assert.All(champion.Members, member =>
            Assert.Contains($"artifact  {member.ArtifactId}  identical", output.ToString()));
        Assert.Contains($"station {champion.Number} is rebuilt bit for bit: ", output.ToString());
        Assert.DoesNotContain("DIFFERENT", output.ToString());
        Assert.Equal(before, File.ReadAllBytes(Fleet));
    }

    [Fact]
    public async Task A_former_champion_is_rebuilt_from_the_ledger()
    {
        Assert.NotEmpty(state.Former);
        Assert.NotEqual("1.0.0", state.Champion!.Number.ToString());

        Assert.Equal((0, ""), (await RebuildAsync("1.0.0"), errors.ToString()));

        Assert.Contains("station/run-1", output.ToString());
    }

    [Theory]
    [InlineData("leafwise/all/level", true)]
    [InlineData("leafwise/half30d/level", true)]
    [InlineData("ridge/all/change", true)]
    [InlineData("last-value/all/level", false)]
    public async Task Each_candidates_artifact_is_rebuilt_with_what_a_search_found_and_written(
        string recipe, bool searched)
    {
        var version = Candidate(recipe);
        Assert.Equal(searched, version.SearchedAt is not null);

        Assert.Equal((0, ""), (await RebuildAsync(version.ArtifactId, "--out", PathOf("a.bin")), errors.ToString()));

        var lines = output.ToString();
        Assert.Contains($"dataset   {version.Data.Fingerprint}  identical", lines);
        Assert.Equal(version.ArtifactId, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(PathOf("a.bin")))));
    }

    [Fact]
    public async Task A_search_chose_other_parameters_than_the_policys_for_the_tests_to_mean_anything() =>
        Assert.Contains(
            state.Candidates.Select(candidate => candidate.Version!),
            version => version.Parameters is { } found && found.TryGetValue("NumberOfTrees", out var trees)
                && trees != 12);

    [Fact]
    public async Task A_row_that_was_tampered_with_is_told()
    {
        await ChangeAsync("UPDATE observations SET outcome = outcome + 0.001 WHERE sequence = 50");

        Assert.Equal((1, ""), (await RebuildAsync(Candidate("ridge/all/change").ArtifactId), errors.ToString()));

        Assert.Equal(2, output.ToString().Split("DIFFERENT").Length - 1);
        Assert.Contains("there are as many rows as it learned from, but not the same", output.ToString());
        Assert.Contains("is NOT rebuilt: 0 of 1 artifact identical", output.ToString());
    }

    [Fact]
    public async Task Rows_that_retention_has_deleted_are_told()
    {
        await using (var database = SqliteDatabase.Open(new SqliteOptions { Path = Fleet }))
        {
            var before = new DateTimeOffset(2020, 1, 2, 0, 0, 0, TimeSpan.Zero);
            Assert.InRange(await database.Observations.DeleteBeforeAsync(
                "station", before, 1_000, TestContext.Current.CancellationToken), 1, 24);
        }

        Assert.Equal(1, await RebuildAsync(state.Champion!.Number.ToString()));

        Assert.Contains(" now, the first of 2020-01-02T00:00Z: some were deleted", output.ToString());
    }

    [Fact]
    public async Task A_learner_that_is_not_here_is_told()
    {
        var artifact = Candidate("ridge/all/change").ArtifactId;
        await ChangeAsync("UPDATE runs SET plan = replace(plan, 'ridge/all', 'catboost/all')");

        Assert.Equal(1, await RebuildAsync(artifact));

        Assert.Contains("  dataset   " + Candidate("ridge/all/change").Data.Fingerprint, output.ToString());
        Assert.Contains("could not be trained again: There is no learner 'catboost'", output.ToString());
    }

    [Fact]
    public async Task An_imported_member_is_named_and_the_others_are_rebuilt()
    {
        var champion = state.Champion!;
        var imported = champion.Members[0].ArtifactId;
        await ChangeAsync($$"""
            UPDATE ledger SET body = replace(
              body, '"artifactId":"{{imported}}"', '"importedFrom":"xgboost","artifactId":"{{imported}}"')
            """);

        Assert.Equal((0, ""), (await RebuildAsync(champion.Number.ToString()), errors.ToString()));

        Assert.Contains("imported from xgboost, as it is kept", output.ToString());
        Assert.Contains(
            $"station {champion.Number}: {champion.Members.Length - 1} rebuilt bit for bit, 1 imported",
            output.ToString());
        Assert.Equal(2, await RebuildAsync(imported, "--out", PathOf("a.bin")));
        Assert.Contains("takes what was trained here, not from xgboost", errors.ToString());
    }

    [Fact]
    public async Task A_run_whose_plan_is_gone_is_told()
    {
        await ChangeAsync("PRAGMA foreign_keys = OFF; DELETE FROM runs");

        Assert.Equal(1, await RebuildAsync("1.0.0"));

        Assert.Contains("station/run-1, which has its plan, is not stored", output.ToString());
    }

    [Fact]
    public async Task A_moved_installation_rebuilds_the_same_from_postgres()
    {
        var server = await PostgresServer.SharedAsync();
        var target = server.ConnectionString(await server.CreateDatabaseAsync(migrated: false));
        Assert.Equal(0, await RunAsync("move", "--from", Fleet, "--to", target, "--quiet"));
        output.GetStringBuilder().Clear();

        Assert.Equal((0, ""), (
            await RunAsync("rebuild", "1.0.0", "--database", target, "--model", "station", "--quiet"),
            errors.ToString()));

        var moved = output.ToString();
        output.GetStringBuilder().Clear();
        Assert.Equal(0, await RebuildAsync("1.0.0"));
        Assert.Equal(output.ToString(), moved);
    }

    [Theory]
    [InlineData("9.9.9", "station", "", "VERSION|ARTIFACT: '9.9.9' must be a version or an artifact's id")]
    [InlineData("1.0.0", "stasion", "", "--model: 'stasion' must be a model of")]
    [InlineData("1.0.0", "station", "one.bin", "takes one artifact, and 1.0.0 has ")]
    [InlineData("1.0.0", "station", "nowhere/one.bin", "must be in a folder that exists")]
    public async Task What_cannot_be_rebuilt_is_refused_with_what_can(
        string subject, string model, string file, string message)
    {
        string[] more = file.Length == 0 ? [] : ["--out", PathOf(file)];

        Assert.Equal(2, await RunAsync(
            ["rebuild", subject, "--database", Fleet, "--model", model, "--quiet", .. more]));

        Assert.Contains(message, errors.ToString());
        Assert.Equal("", output.ToString());
    }

    private TrainedVersion Candidate(string recipe) =>
        state.Candidates.Single(candidate => candidate.Recipe.Name == recipe).Version!;

    private Task<int> RebuildAsync(string subject, params string[] more) =>
        RunAsync(["rebuild", subject, "--database", Fleet, "--model", "station", "--quiet", .. more]);

    private Task<int> RunAsync(params string[] arguments) =>
        new RetrainCommand(new FleetReplay(), TimeProvider.System, output, errors)
            .RunAsync(arguments, TestContext.Current.CancellationToken);

    private async Task ChangeAsync(string sql)
    {
        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Fleet};Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private string PathOf(string name) => Path.Combine(folder, name);

    /// <summary>A noisy station under a policy that searches.</summary>
    public sealed class Station() : ReplayedStation(Noise(), Policy)
    {
        private static Func<int, double> Noise()
        {
            var random = new Random(1);
            return hour => hour % 5 + random.NextDouble();
        }
    }
}
