using System.Globalization;
using RetrainGrains.Learning.Registry;
using RetrainGrains.Server.Hosting;

namespace RetrainGrains.Server.Tests.Workers;

/// <summary>The example worker beside a server, from its first training to its return after a loss.</summary>
public sealed class PythonWorkerTests(SharedServer shared) : IDisposable
{
    private const string Lstm = "worker:lstm/all/level";
    private const string Boosting = "worker:boosting/all/level";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("worker");

    private string KeyFile => Path.Combine(folder.FullName, "key");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Its_own_tests_pass()
    {
        await PythonWorker.SkipUnlessInstalledAsync();
        var (exitCode, output) = await PythonWorker.RunAsync(["-m", "unittest", "discover", "tests"]);
        Assert.True(exitCode == 0, output);
        Assert.DoesNotContain("skipped", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_champion_of_a_worker_is_scored_by_it_and_by_a_fallback_while_it_is_away()
    {
        await PythonWorker.SkipUnlessInstalledAsync();
        var server = shared.Server;
        var rides = new Rides(shared.Channel);
        V1.Prediction scored;
        using (var worker = PythonWorker.Start(server, KeyFile))
        {
            await Waiting.UntilAsync(() => Task.FromResult(worker.IsConnected), () => worker.Log);
            await rides.RegisterAsync(Lstm, Boosting, "mean/all/level");
            await rides.ImportAndTriggerAsync();
            await Waiting.UntilAsync(async () => await rides.ChampionAsync() is not null, () => worker.Log);
            // No outcome has told them apart yet: the first recipe serves.
            await ItsScoreIsPredictedAsync(server, rides, Lstm, worker);
            await rides.PromoteAsync(Boosting);
            scored = await ItsScoreIsPredictedAsync(server, rides, Boosting, worker);
        }

        var without = (await rides.PredictNoonAsync()).Prediction;
        Assert.True(without.Fallback);
        Assert.NotEqual(scored.Value, without.Value, 1e-3);

        using var again = PythonWorker.Start(server, KeyFile);
        Assert.Equal(scored.Value, (await ItsScoreIsPredictedAsync(server, rides, Boosting, again)).Value);
    }

    private async Task<V1.Prediction> ItsScoreIsPredictedAsync(
        RetrainGrainsServer server, Rides rides, string recipe, PythonWorker worker)
    {
        var champion = (await rides.ChampionAsync())!;
        Assert.Equal(recipe, champion.Recipe);
        V1.PredictResponse? scored = null;
        await Waiting.UntilAsync(
            async () =>
            {
                scored = await rides.PredictNoonAsync();
                return scored.Version == champion.Version && !scored.Prediction.Fallback;
            },
            () => worker.Log);
        var own = await OwnScoreAsync(server, champion);
        Assert.Equal(own, scored!.Prediction.Value, 1e-6 * own);
        Assert.Equal(Rides.AtNoon, scored.Prediction.Value, 0.2 * Rides.AtNoon);
        return scored.Prediction;
    }

    // What the worker's own code makes of the bytes that the server keeps.
    private async Task<double> OwnScoreAsync(RetrainGrainsServer server, V1.Champion champion)
    {
        var artifact = ModelRegistry.Parse(await server.Database.Artifacts.GetAsync(champion.ArtifactId));
        var file = Path.Combine(folder.FullName, "model");
        await File.WriteAllBytesAsync(file, artifact.ExternalContent!.Value.ToArray());
        var learner = champion.Recipe["worker:".Length..champion.Recipe.IndexOf('/')];
        var script = Path.Combine(AppContext.BaseDirectory, "Workers", "own_score.py");
        var row = Rides.Features.Zip(Rides.NoonRow, (name, value) => FormattableString.Invariant($"{name}={value}"));
        var (exitCode, output) = await PythonWorker.RunAsync(
            [script, PythonWorker.Folder, KeyFile, learner, file, .. row]);
        Assert.True(exitCode == 0, output);
        return double.Parse(output, CultureInfo.InvariantCulture);
    }
}
