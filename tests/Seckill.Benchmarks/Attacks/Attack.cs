using System.Text;

namespace Seckill.Benchmarks.Attacks;

/// <summary>What a hostile client does over and over again.</summary>
/// <param name="Name">What it is called on the command line and in the table.</param>
/// <param name="From">The loopback address that it comes from; never the buyers' own.</param>
/// <param name="Connections">Connections that do it at once.</param>
/// <param name="Request">The bytes of one request, by its number.</param>
internal sealed record Attack(string Name, string From, int Connections, Func<long, byte[]> Request)
{
    /// <summary>Where attackers come from.</summary>
    public const string Stranger = "127.0.0.66";

    /// <summary>A proxy that the host trusts, and that an attacker stands behind.</summary>
    public const string Proxy = "127.0.0.67";

    /// <summary>What happens on a connection after its request.</summary>
    public Ending Ending { get; init; } = Ending.Answer;

    /// <summary>A request of these lines, without a body.</summary>
    public static byte[] Of(string method, string path, params string[] headers) =>
        Encoding.Latin1.GetBytes($"{method} {path} HTTP/1.1\r\nHost: shop\r\n{string.Concat(headers.Select(header => header + "\r\n"))}\r\n");
}

/// <summary>When a connection of an attack is done with a request.</summary>
internal enum Ending
{
    /// <summary>When it has the answer; then it asks again.</summary>
    Answer,

    /// <summary>When it has the head of an answer that goes on: it keeps the connection, and opens the next.</summary>
    Held,

    /// <summary>Never: it sends nothing, keeps the connection, and opens the next; one that is closed is opened again.</summary>
    Silence,
}
