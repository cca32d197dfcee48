using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Seckill.Benchmarks.Attacks;

/// <summary>Carries out an attack until it is told to stop, and counts what came of it. Loopback only.</summary>
internal sealed class Attacker(Uri host, Attack attack)
{
    /// <summary>Open connections of one attack; more would only use up this process's own descriptors.</summary>
    private const int HeldMax = 12_000;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<string, long> _answers = new();
    private readonly ConcurrentBag<Socket> _held = [];
    private long _requests;
    private int _open;

    /// <summary>Attacks until cancelled. Returns what the host did with it.</summary>
    public async Task<string> RunAsync(CancellationToken ending)
    {
        if (!host.IsLoopback) throw new InvalidOperationException($"Attacks are for this machine only, not for {host}.");
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, attack.Connections).Select(_ => Task.Run(() => RepeatAsync(ending), CancellationToken.None)));
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var open = Volatile.Read(ref _open);
        foreach (var socket in _held) socket.Dispose();
        var answers = string.Join(", ", _answers.OrderByDescending(answer => answer.Value).Select(answer => $"{answer.Value:N0} × {answer.Key}"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Interlocked.Read(ref _requests) / seconds:N0}/s: {(answers.Length > 0 ? answers : "no answer")}{(attack.Ending == Ending.Answer ? "" : $"; {open:N0} open at the end")}");
    }

    private async Task RepeatAsync(CancellationToken ending)
    {
        Socket? kept = null;
        while (!ending.IsCancellationRequested)
        {
            try
            {
                if (attack.Ending != Ending.Answer && Volatile.Read(ref _open) >= HeldMax) await Task.Delay(RetryAfter, ending).ConfigureAwait(false);
                kept = await StepAsync(kept ?? await ConnectAsync(ending).ConfigureAwait(false), ending).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                break;
            }
            catch (SocketException error)
            {
                Count($"connection {error.SocketErrorCode}");
                kept = null;
                await Task.Delay(RetryAfter, CancellationToken.None).ConfigureAwait(false);
            }
        }

        kept?.Dispose();
    }

    /// <summary>One request. Returns the connection when it can be used again.</summary>
    private async Task<Socket?> StepAsync(Socket socket, CancellationToken ending)
    {
        var number = Interlocked.Increment(ref _requests);
        if (attack.Ending == Ending.Silence)
        {
            Hold(socket);
            return null;
        }

        await socket.SendAsync(attack.Request(number), ending).ConfigureAwait(false);
        var (status, isOver) = await ReadAsync(socket, ending).ConfigureAwait(false);
        Count(status);
        if (isOver)
        {
            socket.Dispose();
            return null;
        }

        if (attack.Ending == Ending.Answer || status != "200") return socket;
        Hold(socket);
        return null;
    }

    private void Hold(Socket socket)
    {
        _held.Add(socket);
        Interlocked.Increment(ref _open);
        _ = WatchAsync(socket);
    }

    /// <summary>Notes when the host closes a connection that is kept.</summary>
    private async Task WatchAsync(Socket socket)
    {
        var buffer = new byte[256];
        try
        {
            while (await socket.ReceiveAsync(buffer).ConfigureAwait(false) > 0)
            {
                // An event stream goes on.
            }

            Count("closed by the host");
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            if (error is SocketException { SocketErrorCode: SocketError.ConnectionReset }) Count("closed by the host");
        }

        Interlocked.Decrement(ref _open);
        socket.Dispose();
    }

    /// <summary>Reads an answer, or the head of one that goes on. It is over when the host closes the connection.</summary>
    private static async Task<(string Status, bool IsOver)> ReadAsync(Socket socket, CancellationToken ending)
    {
        var buffer = new byte[16_384];
        var length = 0;
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(length), ending).ConfigureAwait(false);
            if (received == 0) return (length == 0 ? "closed by the host" : StatusOf(buffer), true);
            length += received;
            var text = Encoding.Latin1.GetString(buffer, 0, length);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end < 0) continue;
            var body = LengthOf(text[..end]);
            var rest = Math.Max(0, end + 4 + body - length);
            while (rest > 0)
            {
                received = await socket.ReceiveAsync(buffer.AsMemory(StatusBytes, (int)Math.Min(rest, buffer.Length - StatusBytes)), ending).ConfigureAwait(false);
                if (received == 0) return (StatusOf(buffer), true);
                rest -= received;
            }

            return (StatusOf(buffer), text.Contains("Connection: close", StringComparison.OrdinalIgnoreCase));
        }
    }

    /// <summary>"HTTP/1.1 201"</summary>
    private const int StatusBytes = 12;

    private static string StatusOf(byte[] answer) => Encoding.Latin1.GetString(answer, StatusBytes - 3, 3);

    private static long LengthOf(string head)
    {
        const string Name = "\r\nContent-Length: ";
        var at = head.IndexOf(Name, StringComparison.OrdinalIgnoreCase);
        if (at < 0) return 0;
        var digits = head[(at + Name.Length)..].TakeWhile(char.IsAsciiDigit).ToArray();
        return long.Parse(digits, CultureInfo.InvariantCulture);
    }

    private void Count(string what) => _answers.AddOrUpdate(what, 1, static (_, count) => count + 1);

    private async Task<Socket> ConnectAsync(CancellationToken ending)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Parse(attack.From), 0));
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Parse(host.Host), host.Port), ending).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
