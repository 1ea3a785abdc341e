using RetrainGrains.Cli;
using RetrainGrains.Cli.Replay.Fleet;

return await new RetrainCommand(new FleetReplay(), TimeProvider.System, Console.Out, Console.Error).RunAsync(args);
