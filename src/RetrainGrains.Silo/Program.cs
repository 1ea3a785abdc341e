using RetrainGrains.Silo;
using RetrainGrains.Silo.Demo;
using RetrainGrains.Silo.Hosting;

if (args.Contains("--help"))
{
    Console.WriteLine(SiloSettings.Usage);
    return 0;
}
var connection = new ConfigurationBuilder().AddEnvironmentVariables().Build().GetConnectionString("RetrainGrains");
var environment = new ConfigurationBuilder()
    .AddInMemoryCollection([new("connection", connection)])
    .AddEnvironmentVariables(SiloSettings.EnvironmentPrefix).Build();
var settings = SiloSettings.Read([.. args.Where(argument => argument != "--health-check")], environment);
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
        : await SiloServer.RunAsync(settings.Options);
}
catch (Exception error) when (StartFailure.Explain(error, settings.Options) is { } sentence)
{
    Console.Error.WriteLine(sentence);
    return StartFailure.ExitCode;
}
