using RetrainGrains.Storage.Tests.Processes;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

// The tests' own entry point instead of the generated one: some tests start this program again as another process.
if (args is [ChildProcess.Argument, var task, var address])
{
    await ChildProcess.RunAsync(task, address);
    return 0;
}
return args.Contains("--server") || args.Contains("--internal-msbuild-node")
    ? await TestPlatformTestFramework.RunAsync(
        args, RetrainGrains.Storage.Tests.SelfRegisteredExtensions.AddSelfRegisteredExtensions)
    : await ConsoleRunner.Run(args);
