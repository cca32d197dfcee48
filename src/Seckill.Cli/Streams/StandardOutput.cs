namespace Seckill.Cli.Streams;

/// <summary>The output where it is a pipe or a file. Whatever keeps it from being written says so, and is no <see cref="IOException"/>.</summary>
/// <param name="inner">Where it leads; null if it was closed from the start.</param>
internal sealed class StandardOutput(Stream? inner) : WriteOnlyStream
{
    /// <summary>EPIPE: the same number on every system that has it.</summary>
    private const int BrokenPipe = 32;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (inner is null) throw new OutputFailedException("it is closed");
        try
        {
            inner.Write(buffer);
        }
        catch (IOException error) when (error.HResult == BrokenPipe)
        {
            throw new OutputClosedException();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new OutputFailedException(error.GetBaseException().Message);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner?.Dispose();
        base.Dispose(disposing);
    }
}
