using Seckill.Cli;
using Seckill.Cli.Streams;

StandardStreams.Install();
return await ConsoleProgram.RunAsync(args);
