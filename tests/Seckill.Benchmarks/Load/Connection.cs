using System.Buffers.Text;
using System.Net.Sockets;

namespace Seckill.Benchmarks.Load;

/// <summary>One kept-alive connection with at most one request under way.</summary>
internal sealed class Connection(Socket socket) : IDisposable
{
    /// <summary>Longest answer: headers and body of a purchase are well below.</summary>
    private const int AnswerBytesMax = 4_096;

    private readonly byte[] _answer = new byte[AnswerBytesMax];
    private readonly int _handle = (int)socket.Handle;
    private int _length;

    /// <summary>When the request under way was due.</summary>
    public long Since { get; private set; }

    /// <summary>Sends a request. It fits the socket's buffer, because nothing else is in it.</summary>
    public void Send(ReadOnlySpan<byte> request, long since)
    {
        (Since, _length) = (since, 0);
        if (Epoll.Send(_handle, request) != request.Length) throw new InvalidOperationException("The server has closed a connection.");
    }

    /// <summary>Reads what has come; true when the answer is complete.</summary>
    public bool TryRead(out int status)
    {
        status = 0;
        var received = Epoll.Receive(_handle, _answer.AsSpan(_length));
        if (received < 0) return false;
        if (received == 0) throw new InvalidOperationException("The server has closed a connection, or its answer is too long.");
        _length += received;
        var answer = _answer.AsSpan(0, _length);
        var headers = answer.IndexOf("\r\n\r\n"u8);
        if (headers < 0 || _length < headers + 4 + BodyLengthOf(answer[..(headers + 2)])) return false;
        // "HTTP/1.1 201 Created"
        return Utf8Parser.TryParse(answer.Slice(9, 3), out status, out _);
    }

    public void Dispose() => socket.Dispose();

    private static int BodyLengthOf(ReadOnlySpan<byte> headers)
    {
        var name = "\r\nContent-Length: "u8;
        var at = headers.IndexOf(name);
        if (at >= 0 && Utf8Parser.TryParse(headers[(at + name.Length)..], out int length, out _)) return length;
        if (headers.IndexOf("\r\nTransfer-Encoding:"u8) >= 0) throw new NotSupportedException("Answers in chunks are not read.");
        return 0;
    }
}
