using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Seckill.Cli.Streams;

/// <summary>
/// The three streams that a process begins with. Any of them may be closed (<c>&gt;&amp;-</c>), may end early, or may lead to a full disk,
/// and the framework's own streams either ignore that or throw what looks like a broken connection.
/// </summary>
internal static class StandardStreams
{
    private const int Input = 0;
    private const int Output = 1;
    private const int Errors = 2;

    /// <summary>The flag of a descriptor that does not survive the start of a program, on Linux.</summary>
    private const int CloseOnExec = 0x80000;

    private static readonly UTF8Encoding Text = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Whether there is an input at all.</summary>
    public static bool HasInput => IsOpen(Input);

    /// <summary>Puts streams that tell the truth in the place of the framework's, except where they lead to a terminal or on Windows.</summary>
    public static void Install()
    {
        if (OperatingSystem.IsWindows()) return;
        if (Console.IsOutputRedirected) Console.SetOut(WriterOf(new StandardOutput(OpenOutput())));
        if (Console.IsErrorRedirected) Console.SetError(WriterOf(new StandardError(IsOpen(Errors) ? Console.OpenStandardError() : null)));
    }

    private static StreamWriter WriterOf(Stream stream) => new(stream, Text) { AutoFlush = true };

    private static Stream? OpenOutput()
    {
        if (!IsOpen(Output)) return null;
        try
        {
            var pipe = new FileStream(new SafeFileHandle(Output, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            // The framework ignores a closed pipe, so a stream would go on for nobody. A file stays with the framework: errors may go to
            // the same file, and this stream would keep a position of its own.
            return pipe.CanSeek ? Console.OpenStandardOutput() : pipe;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>
    /// Whether the process was started with this descriptor. The number of one that was closed is soon taken by a file or pipe of the
    /// runtime: reading it would hang, and writing could destroy something. Those are close-on-exec, which an inherited one cannot be.
    /// </summary>
    private static bool IsOpen(int descriptor)
    {
        // Elsewhere there is no such directory, and the descriptor is taken for open.
        if (!Directory.Exists("/proc/self/fdinfo")) return true;
        try
        {
            var flags = File.ReadLines($"/proc/self/fdinfo/{descriptor}").First(line => line.StartsWith("flags:", StringComparison.Ordinal));
            return (Convert.ToInt32(flags["flags:".Length..].Trim(), 8) & CloseOnExec) == 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
