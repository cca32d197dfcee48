namespace Seckill.Cli;

/// <summary>Something that ends a command with one line on the error stream and an exit code.</summary>
/// <param name="exitCode">See <see cref="ExitCodes"/>.</param>
/// <param name="message">What is wrong and what to do, as a sentence.</param>
internal sealed class ConsoleFault(int exitCode, string message) : Exception(message)
{
    public int ExitCode => exitCode;
}
