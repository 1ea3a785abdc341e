using RetrainGrains.Cli.Sources;
using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Fleet.Training;
using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Registry;
using RetrainGrains.Storage;
using Spectre.Console;

namespace RetrainGrains.Cli.Rebuilding;

/// <summary>Trains a version again from what a database holds, and shows whether it is the same bit for bit.</summary>
public sealed class RebuildCommand(TimeProvider clock, IAnsiConsole console, TextWriter errors)
{
    public async Task<int> RunAsync(RebuildArguments arguments, CancellationToken cancellation)
    {
        var side = new DatabaseSide("--database", arguments.Database);
        List<Problem> problems = [.. side.CheckSource(), .. ReportFile.Check(arguments.OutPath, "--out")];
        if (problems.Count > 0) return Refuse(problems);
        var compared = await ProgressDisplay.RunAsync(console, arguments.Quiet, progress => Task.Run(
            () => side.ReadAsync(
                database => RebuildAsync(database, side, arguments, progress, problems, cancellation), problems),
            cancellation));
        if (compared is null || problems.Count > 0) return Refuse(problems);
        RebuildDisplay.Write(console, $"{arguments.Model} {arguments.Subject}", compared);
        if (arguments.OutPath is { } path && compared[0].Rebuilt.Artifact is { } artifact
            && await ReportFile.WriteAsync(path, artifact.Bytes, cancellation, "--out") is { } problem)
        {
            return Refuse([problem]);
        }
        return compared.All(one => one.Identical) ? ExitCode.Success : ExitCode.Failure;
    }

    private async Task<IReadOnlyList<RebuildComparison>?> RebuildAsync(
        IDatabase database, DatabaseSide side, RebuildArguments arguments, IProgress<PhaseProgress> progress,
        List<Problem> problems, CancellationToken cancellation)
    {
        if (await database.Models.FindAsync(arguments.Model, cancellation) is not { } model)
        {
            problems.Add(await new RecordedTraffic(database, side.ToString())
                .UnknownAsync(arguments.Model, cancellation));
            return null;
        }
        var versions = await new VersionFinder(database.Models)
            .FindAsync(arguments.Model, arguments.Subject, problems, cancellation);
        if (arguments.OutPath is { } path && versions.Length > 1)
        {
            problems.Add(Problem.Of("--out", path,
                $"takes one artifact, and {arguments.Subject} has {versions.Length}: name one of "
                + string.Join(", ", versions.Select(version => version.ArtifactId))));
        }
        if (problems.Count > 0) return null;
        var rebuild = new VersionRebuild(database, DomainJson.Read<ModelState>(model.State), clock);
        var compared = new List<RebuildComparison>();
        foreach (var version in versions)
        {
            var rebuilt = await rebuild.RunAsync(
                version,
                now => progress.Report(new PhaseProgress($"{now.Stage} {version.Recipe}", now.Done, now.Total)),
                cancellation);
            compared.Add(new RebuildComparison(rebuilt, await FormatAsync(database, version, cancellation)));
        }
        return compared;
    }

    // An artifact that is no longer stored, or is damaged, can still be rebuilt: its id says what it was.
    private static async Task<ushort?> FormatAsync(
        IDatabase database, TrainedVersion version, CancellationToken cancellation)
    {
        try
        {
            var bytes = await database.Artifacts.GetAsync(version.ArtifactId, cancellation);
            return bytes is null ? null : ModelRegistry.Parse(bytes).Format;
        }
        catch (Exception error) when (error is ArtifactException or InvalidDataException)
        {
            return null;
        }
    }

    private int Refuse(IReadOnlyList<Problem> problems)
    {
        foreach (var problem in problems) errors.WriteLine(problem);
        return ExitCode.BadInput;
    }
}
