using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Seckill.Cli;

/// <summary>Whoever read the output has gone, as <c>head</c> does.</summary>
internal sealed class OutputClosedException : Exception;

/// <summary>
/// The output where it is a pipe. The framework's own ignores a closed pipe, so a stream would go on for nobody.
/// </summary>
internal sealed class StandardOutput(FileStream inner) : Stream
{
    private const int Handle = 1;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Makes it the console's output, where that is a pipe. A file stays with the framework: errors may go to the same file.</summary>
    public static void Install()
    {
        if (!Console.IsOutputRedirected || OperatingSystem.IsWindows()) return;
        var pipe = new FileStream(new SafeFileHandle(Handle, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        if (pipe.CanSeek) return;
        var text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        Console.SetOut(new StreamWriter(new StandardOutput(pipe), text) { AutoFlush = true });
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            inner.Write(buffer);
        }
        catch (IOException)
        {
            throw new OutputClosedException();
        }
    }

    public override void Flush()
    {
        // Nothing is held back.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
