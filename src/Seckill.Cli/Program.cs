using Seckill.Cli;

return await ConsoleProgram.RunAsync(args);
