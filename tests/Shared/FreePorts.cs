using System.Net;
using System.Net.Sockets;

namespace Seckill.Testing;

/// <summary>
/// Loopback ports for the processes that tests start. The system's own way, listening on port 0 and closing again, gives a port that anybody
/// may get before the process has started, or while it is down between two starts: the next test, or any outgoing connection. These ports lie
/// below those of outgoing connections, and nobody else who asks here gets one twice, in this process or another.
/// </summary>
public static class FreePorts
{
    /// <summary>Linux gives outgoing connections 32768 and above, other systems 49152 and above.</summary>
    private const int Min = 20_000;

    private const int Max = 32_000;

    /// <summary>A taken port's UDP socket, open until this process ends: that is how other test processes see that it is taken.</summary>
    private static readonly List<Socket> Taken = [];

    /// <summary>A port of 127.0.0.1 that nobody listens on.</summary>
    public static int Take()
    {
        while (true)
        {
            var port = Random.Shared.Next(Min, Max);
            var mark = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            if (CanBind(mark, port) && IsFree(port))
            {
                lock (Taken) Taken.Add(mark);
                return port;
            }

            mark.Dispose();
        }
    }

    private static bool IsFree(int port)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        return CanBind(probe, port);
    }

    private static bool CanBind(Socket socket, int port)
    {
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
