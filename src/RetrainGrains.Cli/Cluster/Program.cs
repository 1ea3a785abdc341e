using RetrainGrains.Cli;

// Virtual time is the embedded runtime's: here is no engine that replays.
return await new RetrainCommand(engine: null, TimeProvider.System, Console.Out, Console.Error).RunAsync(args);
