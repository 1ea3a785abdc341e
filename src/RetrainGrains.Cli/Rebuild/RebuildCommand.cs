using RetrainGrains.Cli.Backtest;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Fleet.Training;
using RetrainGrains.Storage;

namespace RetrainGrains.Cli.Rebuild;

/// <summary>Trains a version again from what a database holds, and shows whether it is the same bit for bit.</summary>
internal sealed class RebuildCommand(TimeProvider clock, CommandOutput output)
{
    public async Task<int> RunAsync(RebuildOptions options, CancellationToken cancellation)
    {
        var side = new DatabaseSide("--database", options.Database);
        List<Problem> problems = [.. side.CheckSource(), .. ReportFile.Check(options.OutPath, "--out")];
        if (problems.Count > 0) return output.Refuse(problems);
        var compared = await ProgressDisplay.RunAsync(output.Console, options.Quiet, progress => Task.Run(
            () => side.ReadAsync(
                database => RebuildAsync(database, side, options, progress, problems, cancellation), problems),
            cancellation));
        if (compared is null || problems.Count > 0) return output.Refuse(problems);
        RebuildDisplay.Write(output.Console, $"{options.Model} {options.Subject}", compared);
        if (options.OutPath is { } path && compared[0].Rebuilt.Artifact is { } artifact
            && await ReportFile.WriteAsync(path, artifact.Bytes, cancellation, "--out") is { } problem)
        {
            return output.Refuse(problem);
        }
        return compared.All(one => one.Identical || one.IsImported) ? ExitCode.Success : ExitCode.Failure;
    }

    private async Task<IReadOnlyList<RebuildComparison>?> RebuildAsync(
        IDatabase database, DatabaseSide side, RebuildOptions options, IProgress<PhaseProgress> progress,
        List<Problem> problems, CancellationToken cancellation)
    {
        if (await database.Models.FindAsync(options.Model, cancellation) is not { } model)
        {
            problems.Add(await new RecordedTraffic(database, side.ToString())
                .UnknownAsync(options.Model, cancellation));
            return null;
        }
        var versions = await new VersionFinder(database.Models)
            .FindAsync(options.Model, options.Subject, problems, cancellation);
        if (options.OutPath is { } path && versions.Length > 1)
        {
            problems.Add(Problem.Of("--out", path,
                $"takes one artifact, and {options.Subject} has {versions.Length}: name one of "
                + string.Join(", ", versions.Select(version => version.ArtifactId))));
        }
        if (options.OutPath is not null && versions is [{ ImportedFrom: { } format }])
            problems.Add(Problem.Of("--out", options.OutPath, $"takes what was trained here, not from {format}"));
        if (problems.Count > 0) return null;
        var rebuild = new VersionRebuild(database, DomainJson.Read<ModelState>(model.State), clock);
        var compared = new List<RebuildComparison>();
        foreach (var version in versions)
        {
            var rebuilt = await rebuild.RunAsync(
                version,
                now => progress.Report(new PhaseProgress($"{now.Stage} {version.Recipe}", now.Done, now.Total)),
                cancellation);
            compared.Add(new RebuildComparison(rebuilt));
        }
        return compared;
    }
}
