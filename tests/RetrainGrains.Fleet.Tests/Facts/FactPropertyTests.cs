using System.Diagnostics;
using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Policies;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Windows;
using RetrainGrains.Fleet.Tests.Serving;
using RetrainGrains.Storage.Postgres;
using RetrainGrains.Storage.Sqlite;
using RetrainGrains.Storage.Tests.Postgres;

namespace RetrainGrains.Fleet.Tests.Facts;

/// <summary>
/// Whatever is sent in whatever order, and wherever the process dies of it, log, answers and learned state end as a
/// plain dictionary says.
/// </summary>
public sealed class FactPropertyTests(ITestOutputHelper output)
{
    private const double Constant = 50;
    private const int Steps = 24;

    // One batch of stories is told anywhere; further ones, each of other seeds, for as long as this says.
    private static readonly TimeSpan Longer = TimeSpan.FromSeconds(int.Parse(
        Environment.GetEnvironmentVariable("RETRAINGRAINS_FACT_SECONDS") ?? "0", CultureInfo.InvariantCulture));

    // SplitMix with this gamma has streams that are independent of each other, also where their seeds are neighbours.
    private const ulong Gamma = 0x9E37_79B9_7F4A_7C15;

    private static readonly Recipe Mean = new("mean");

    private int stories;

    [Fact]
    public async Task Facts_end_as_a_dictionary_says_in_SQLite()
    {
        var folder = Directory.CreateTempSubdirectory("retraingrains-");
        try
        {
            var path = Path.Combine(folder.FullName, "facts.db");
            await CheckAsync(150, () => SqliteDatabase.Open(
                new SqliteOptions { Path = path, Durability = SqliteDurability.Scratch }));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Facts_end_as_a_dictionary_says_in_PostgreSQL()
    {
        var server = await PostgresServer.SharedAsync();
        var name = await server.CreateDatabaseAsync();
        await CheckAsync(15, () => PostgresDatabase.Open(
            PostgresServer.Patient(server.ConnectionString(name))));
        await server.DropDatabaseAsync(name);
    }

    private async Task CheckAsync(int count, Func<IDatabase> open)
    {
        await using (var database = open()) await database.MigrateAsync();
        var (begun, batch) = (Stopwatch.GetTimestamp(), 0UL);
        do
        {
            var config = Config.QuickThrowOnFailure.WithMaxTest(count)
                .WithReplay(20261202 + batch, batch == 0 ? 1 : Gamma);
            await Task.Run(() => Check.One(config, Prop.ForAll(FactStory.Any(Steps), story => Tell(open, story))));
            batch++;
        }
        while (Stopwatch.GetElapsedTime(begun) < Longer);
        output.WriteLine($"{batch * (ulong)count} stories ended as the dictionary says");
    }

    private bool Tell(Func<IDatabase> open, FactStory story)
    {
        var difference = TellAsync(open, story).GetAwaiter().GetResult();
        return difference is null ? true : throw new InvalidOperationException(difference);
    }

    private async Task<string?> TellAsync(Func<IDatabase> open, FactStory story)
    {
        var (model, clock) = ($"story-{stories++}", new StoryClock());
        var process = await StartAsync(model, story.Tolerant, open, clock);
        try
        {
            var (facts, deaths) = (new FactDictionary(story.Tolerant), 0);
            foreach (var command in story.Steps)
            {
                clock.Now += FactRows.Pace;
                var told = await process.RunAsync(command, command.Death);
                if (told is null)
                {
                    // Its client knows nothing, and asks again.
                    if (process.HasWrittenFacts) facts.Apply(command, clock.Now);
                    process = await AgainAsync(process, deaths++ % 4 == 0 ? open : null);
                    told = await process.RunAsync(command, null);
                }
                var expected = facts.Apply(command, clock.Now);
                if (told != expected) return $"{command}: «{told}», and the dictionary says «{expected}»";
            }
            await process.SettleAsync();
            while (facts.IsRepairing) facts.Continue();
            return await new FactComparison(process, facts, clock).FirstDifferenceAsync();
        }
        finally
        {
            await process.DisposeAsync();
        }
    }

    // Connections know nothing of facts, and making them costs a tenth of a second: at most deaths they stay.
    private static async Task<FactProcess> AgainAsync(FactProcess dead, Func<IDatabase>? open)
    {
        if (open is null) return await dead.AgainAsync();
        await dead.DisposeAsync();
        return await FactProcess.StartAsync(open(), dead.Key, dead.Clock);
    }

    // A model as it is after its first run: it serves a constant, and knows the bins of its windows.
    private static async Task<FactProcess> StartAsync(
        string model, bool tolerant, Func<IDatabase> open, StoryClock clock)
    {
        var database = open();
        var artifact = await database.Artifacts.PutAsync(Example.Constant(Constant).Bytes, clock.Now);
        var at = FactRows.Start.AddDays(-3);
        var number = new SemanticVersion(1, 0, 0);
        var policy = new ModelPolicy
        {
            Challengers = new() { Recipes = [Mean], CorrectionRows = 0 },
            Outcomes = new()
            {
                Grain = TimeSpan.FromHours(1), Tolerance = TimeSpan.FromHours(tolerant ? 1 : 0),
                Horizon = FactDictionary.Horizon, WaitingMax = FactDictionary.WaitingMax,
            },
        };
        var version = new TrainedVersion(Mean, artifact, $"{model}/run-1", at, new(at.AddDays(-1), at, 0, 50), 7);
        var state = Example.State(model) with
        {
            Policy = policy,
            RegisteredAt = at,
            LastCheck = at,
            Candidates = [new Candidate(Mean, version)],
            Champion = new ModelVersion(
                number, [new Member(Mean, artifact, 1)], $"{model}/run-1", null, at, VersionStatus.Champion, "first"),
            LastNumber = number,
            Bins = FeatureBins.Of(Example.Schema, [[1, 2, 0], [3, 4, 1], [5, 6, 0]]),
        };
        var result = await database.Models.CommitAsync(new ModelCommit
        {
            ModelId = model,
            ExpectedRevision = 0,
            ModelType = "load",
            At = clock.Now,
            State = DomainJson.Write(state),
            Serving = new ServingRow(
                model, number.ToString(), artifact, DomainJson.Write(Example.Plan(model, number, artifact))),
            Outcomes = policy.Outcomes,
        });
        Assert.Equal(CommitStatus.Committed, result.Status);
        return await FactProcess.StartAsync(database, model, clock);
    }
}
