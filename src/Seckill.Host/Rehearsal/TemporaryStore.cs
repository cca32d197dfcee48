using System.Runtime.InteropServices;

namespace Seckill.Host.Rehearsal;

/// <summary>A directory for the store of a rehearsal. It is gone afterwards, also if the process is asked to end meanwhile.</summary>
internal sealed class TemporaryStore : IDisposable
{
    private const int TriesMax = 50;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly PosixSignalRegistration[] _signals;

    public TemporaryStore()
    {
        // The signal is not handled by this: what it does to a process that has no host yet, it does afterwards.
        PosixSignal[] ends = [PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT];
        _signals = [.. ends.Select(end => PosixSignalRegistration.Create(end, _ => Delete()))];
    }

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("seckill-rehearsal-").FullName;

    /// <summary>Whether nothing is left of it.</summary>
    public bool IsGone => !System.IO.Directory.Exists(Directory);

    /// <summary>Deletes it, if it can be deleted; <see cref="IsGone"/> says whether it could.</summary>
    public void Dispose()
    {
        foreach (var signal in _signals) signal.Dispose();
        Delete();
    }

    /// <summary>
    /// Others may write a file there while it is emptied; then it is emptied again. It never throws: on a signal there is nobody to catch it,
    /// and the process would end otherwise than it was asked to.
    /// </summary>
    private void Delete()
    {
        for (var tries = 0; tries < TriesMax && !IsGone; tries++)
        {
            try
            {
                System.IO.Directory.Delete(Directory, recursive: true);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                Thread.Sleep(Pause);
            }
        }
    }
}
