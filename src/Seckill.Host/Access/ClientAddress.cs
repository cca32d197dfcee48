using System.Buffers.Binary;
using System.Net;

namespace Seckill.Host.Access;

/// <summary>
/// A client's address as all rules per address count it: a whole IPv4 address, or the /64 of an IPv6 address, because one customer gets
/// a whole /64 and can use any of its 2^64 addresses at no cost. An IPv4 address inside IPv6 (<c>::ffff:192.0.2.1</c>) counts as that
/// IPv4 address.
/// </summary>
internal readonly record struct ClientAddress
{
    private const int BytesMax = 16;

    /// <summary>Marks IPv4 addresses. No /64 can be mistaken for one, because a /64 leaves this half 0.</summary>
    private const ulong IsIPv4 = 0xFFFF_0000_0000;

    private readonly ulong _network;
    private readonly ulong _host;

    /// <summary>Reduces an address to the counted part.</summary>
    public ClientAddress(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[BytesMax];
        address.TryWriteBytes(bytes, out var length);
        if (length < BytesMax) _host = IsIPv4 | BinaryPrimitives.ReadUInt32BigEndian(bytes);
        else if (address.IsIPv4MappedToIPv6) _host = IsIPv4 | BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]);
        else _network = BinaryPrimitives.ReadUInt64BigEndian(bytes);
    }

    /// <summary>The address of a request's client, as reported by trusted proxies; null where the transport has none.</summary>
    public static ClientAddress? Of(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address ? new ClientAddress(address) : null;

    /// <summary>Keyed with the process's own secret, so that nobody can choose addresses that share a bucket.</summary>
    public override int GetHashCode() => HashCode.Combine(_network, _host);
}
