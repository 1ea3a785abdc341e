using RetrainGrains.Cli;

return await new RetrainCommand(engine: null, TimeProvider.System, Console.Out, Console.Error).RunAsync(args);
