using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using RetrainGrains.Benchmarks;

// "alarms" counts alarms; "train", "search" and "score" are our side of comparisons; all else is BenchmarkDotNet's.
if (args is ["alarms"])
{
    AlarmTable.Print();
    return;
}
if (args is ["train", var matrix, var predictions, var learner, var threads, .. var settings])
{
    TreeTraining.Run(matrix, predictions, learner, int.Parse(threads, CultureInfo.InvariantCulture), settings);
    return;
}
if (args is ["search", var rows, var searched, var trials])
{
    TreeTraining.Search(rows, searched, int.Parse(trials, CultureInfo.InvariantCulture));
    return;
}
if (args is ["score", var scored, var imported])
{
    TreeScoring.Run(scored, imported);
    return;
}

// In process: a generated project would inherit the warnings-as-errors of this repository.
var config = DefaultConfig.Instance
    .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
    .AddDiagnoser(MemoryDiagnoser.Default)
    .WithArtifactsPath(Path.Combine(AppContext.BaseDirectory, "artifacts"));

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
