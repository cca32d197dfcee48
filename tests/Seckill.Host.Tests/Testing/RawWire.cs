using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Seckill.Host.Tests.Testing;

/// <summary>Writes requests byte by byte, as no library would let one.</summary>
public static class RawWire
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Sends the lines of a request with a body, and reads until the host closes.</summary>
    public static Task<Received> SendAsync(Uri host, IEnumerable<string> lines, byte[]? body = null)
    {
        string[] length = body is null ? [] : [$"Content-Length: {body.Length}"];
        string[] all = [.. lines, $"Host: {host.Authority}", "Connection: close", .. length];
        return SendAsync(host, [.. Encoding.Latin1.GetBytes(string.Join("\r\n", all) + "\r\n\r\n"), .. body ?? []]);
    }

    /// <summary>Sends bytes, and reads until the host closes.</summary>
    public static async Task<Received> SendAsync(Uri host, byte[] request, bool closeAfterwards = false)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var client = new TcpClient();
        await client.ConnectAsync(host.Host, host.Port, limit.Token);
        var stream = client.GetStream();
        await stream.WriteAsync(request, limit.Token);
        if (closeAfterwards) client.Client.Shutdown(SocketShutdown.Send);
        using var answer = new MemoryStream();
        try
        {
            await stream.CopyToAsync(answer, limit.Token);
        }
        catch (IOException error) when (error.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            // The host hangs up on nonsense without waiting for more of it.
        }

        return Parse(Encoding.Latin1.GetString(request).Split("\r\n")[0], answer.ToArray());
    }

    private static Received Parse(string request, byte[] answer)
    {
        var text = Encoding.UTF8.GetString(answer);
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0) return new Received(request, 0, new Dictionary<string, string>(), text);
        var lines = text[..end].Split("\r\n");
        var headers = lines.Skip(1).Select(line => line.Split(": ", 2))
            .ToDictionary(header => header[0], header => header[1], StringComparer.OrdinalIgnoreCase);
        return new Received(request, int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture), headers, text[(end + 4)..]);
    }
}
