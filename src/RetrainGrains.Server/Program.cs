using RetrainGrains.Domain.Primitives;
using RetrainGrains.Server.Demo;
using RetrainGrains.Server.Hosting;
using RetrainGrains.Server.Options;

if (args.Contains("--help"))
{
    Console.WriteLine(ConfiguredOptions.Usage);
    return 0;
}
string[] given = [.. args.Where(argument => argument != "--health-check")];
var line = CommandLine.Parse(given);
var options = new ServerOptions();
try
{
    var builder = RetrainGrainsServer.CreateBuilder(given);
    (options, var problems) = ConfiguredOptions.Read(builder.Configuration);
    if (line.Problems.Length + problems.Count > 0)
    {
        Console.Error.WriteLine(Problem.Describe([.. line.Problems, .. problems]));
        return StartFailure.ExitCode;
    }
    if (args.Contains("--health-check")) return await HealthProbe.RunAsync(options);
    return options.Demo.Enabled
        ? await DemoProgram.RunAsync(options, builder)
        : await RetrainGrainsServer.RunAsync(options, builder);
}
catch (Exception error) when (StartFailure.Explain(error, options) is { } sentence)
{
    Console.Error.WriteLine(sentence);
    return StartFailure.ExitCode;
}
