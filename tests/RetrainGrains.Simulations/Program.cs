using RetrainGrains.Simulations;

return await new SimulationCommand(Console.Out, Console.Error).RunAsync(args);
