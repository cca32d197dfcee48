namespace Seckill.Cli.Streams;

/// <summary>The error stream where it is a pipe or a file. What cannot be written there is lost: there is nobody left to tell.</summary>
/// <param name="inner">Where it leads; null if it was closed from the start.</param>
internal sealed class StandardError(Stream? inner) : WriteOnlyStream
{
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            inner?.Write(buffer);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The exit code still tells how the command ended.
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner?.Dispose();
        base.Dispose(disposing);
    }
}
