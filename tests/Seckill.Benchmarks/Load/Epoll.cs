using System.Runtime.InteropServices;

namespace Seckill.Benchmarks.Load;

/// <summary>
/// Waits for many sockets from one thread, to the microsecond, by Linux's own means. .NET's sockets would do with a thread pool, whose
/// work would be taken from the server's on the same machine.
/// </summary>
internal sealed unsafe class Epoll : IDisposable
{
    private const int Add = 1;
    private const int EventsMax = 1_024;
    private const uint Readable = 1;

    /// <summary>The kernel packs the structure on x86-64 only.</summary>
    private static readonly int Stride = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;

    private readonly int _handle = Create(0);
    private readonly byte[] _events = new byte[EventsMax * 16];

    public Epoll()
    {
        if (_handle < 0) throw new InvalidOperationException($"epoll_create1 fails: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>Watches a socket for something to read.</summary>
    /// <param name="socket">The socket's descriptor.</param>
    /// <param name="tag">What <see cref="Wait"/> calls it.</param>
    public void Watch(int socket, int tag)
    {
        var entry = stackalloc byte[16];
        *(uint*)entry = Readable;
        *(long*)(entry + Stride - 8) = tag;
        if (Control(_handle, Add, socket, entry) != 0) throw new InvalidOperationException($"epoll_ctl fails: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>Waits for sockets to read from, at most so long; their tags are put into <paramref name="tags"/>.</summary>
    /// <returns>How many there are.</returns>
    public int Wait(TimeSpan patience, Span<int> tags)
    {
        var ticks = Math.Max(patience.Ticks, 0);
        var timeout = new Timeout(ticks / TimeSpan.TicksPerSecond, ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick);
        fixed (byte* events = _events)
        {
            var count = Await(_handle, events, Math.Min(EventsMax, tags.Length), &timeout, null);
            for (var i = 0; i < count; i++) tags[i] = (int)*(long*)(events + i * Stride + Stride - 8);
            return Math.Max(count, 0);
        }
    }

    /// <summary>Sends bytes; how many were taken, or -1 when none could be.</summary>
    public static int Send(int socket, ReadOnlySpan<byte> bytes)
    {
        const int NoSignal = 0x4000;
        fixed (byte* start = bytes) return (int)SendBytes(socket, start, bytes.Length, NoSignal);
    }

    /// <summary>Receives what there is; 0 when the other side has closed, -1 when there is nothing.</summary>
    public static int Receive(int socket, Span<byte> buffer)
    {
        fixed (byte* start = buffer) return (int)ReceiveBytes(socket, start, buffer.Length, 0);
    }

    public void Dispose() => _ = Close(_handle);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Timeout(long Seconds, long Nanoseconds);

    [DllImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Create(int flags);

    [DllImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(int handle, int operation, int socket, byte* entry);

    [DllImport("libc", EntryPoint = "epoll_pwait2")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Await(int handle, byte* events, int max, Timeout* timeout, void* signals);

    [DllImport("libc", EntryPoint = "send")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint SendBytes(int socket, byte* bytes, nint length, int flags);

    [DllImport("libc", EntryPoint = "recv")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint ReceiveBytes(int socket, byte* buffer, nint length, int flags);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int handle);
}
