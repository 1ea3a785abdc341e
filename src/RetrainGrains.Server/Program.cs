using RetrainGrains.Server;
using RetrainGrains.Server.Demo;
using RetrainGrains.Server.Hosting;

if (args.Contains("--help"))
{
    Console.WriteLine(ServerSettings.Usage);
    return 0;
}
var connection = new ConfigurationBuilder().AddEnvironmentVariables().Build().GetConnectionString("RetrainGrains");
var environment = new ConfigurationBuilder()
    .AddInMemoryCollection([new("connection", connection)])
    .AddEnvironmentVariables(ServerSettings.EnvironmentPrefix).Build();
var settings = ServerSettings.Read([.. args.Where(argument => argument != "--health-check")], environment);
if (settings.Problems.Count > 0)
{
    Console.Error.WriteLine(Problem.Describe(settings.Problems));
    return StartFailure.ExitCode;
}
if (args.Contains("--health-check")) return await HealthProbe.RunAsync(settings.Options);
try
{
    return settings.Demo is { } demo
        ? await DemoProgram.RunAsync(settings.Options, demo)
        : await RetrainGrainsServer.RunAsync(settings.Options);
}
catch (Exception error) when (StartFailure.Explain(error, settings.Options) is { } sentence)
{
    Console.Error.WriteLine(sentence);
    return StartFailure.ExitCode;
}
