using RetrainGrains.Cli;
using RetrainGrains.Cli.Replay;

return await new RetrainCommand(new FleetReplay(), TimeProvider.System, Console.Out, Console.Error).RunAsync(args);
