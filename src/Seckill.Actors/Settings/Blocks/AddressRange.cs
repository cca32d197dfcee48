using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Seckill.Actors.Settings.Blocks;

/// <summary>
/// An address, or a network of addresses (CIDR). An IPv4 address inside IPv6 (<c>::ffff:192.0.2.1</c>) is that IPv4 address, and a network
/// of such is that IPv4 network. No IPv6 network covers an IPv4 address.
/// </summary>
public readonly record struct AddressRange
{
    private const int BitsOfIPv4 = 32;
    private const int BitsOfIPv6 = 128;

    /// <summary>What is before an IPv4 address inside IPv6: <c>::ffff:0:0/96</c>.</summary>
    private const int BitsBeforeMapped = BitsOfIPv6 - BitsOfIPv4;

    /// <summary>What an address or a network looks like, for whoever has written one wrongly.</summary>
    public const string Wanted = "an address such as 192.0.2.7 or 2001:db8::7, or a network such as 192.0.2.0/24 or 2001:db8::/32";

    private readonly UInt128 _bits;
    private readonly byte _length;

    private AddressRange(bool isIPv6, UInt128 bits, int length)
    {
        (IsIPv6, _length) = (isIPv6, (byte)length);
        _bits = bits & MaskOf(isIPv6, length);
    }

    /// <summary>Whether it is of IPv6.</summary>
    public bool IsIPv6 { get; }

    /// <summary>How many leading bits its addresses share: 32 or 128 when it is a single address.</summary>
    public int Length => _length;

    /// <summary>A single address. Allocates nothing.</summary>
    public static AddressRange Of(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        if (length < bytes.Length) return new AddressRange(isIPv6: false, BinaryPrimitives.ReadUInt32BigEndian(bytes), BitsOfIPv4);
        return address.IsIPv4MappedToIPv6
            ? new AddressRange(isIPv6: false, BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]), BitsOfIPv4)
            : new AddressRange(isIPv6: true, BinaryPrimitives.ReadUInt128BigEndian(bytes), BitsOfIPv6);
    }

    /// <summary>Reads an address or a network.</summary>
    /// <param name="text">The text.</param>
    /// <param name="range">What it says.</param>
    /// <param name="fault">What is wrong with it, as a sentence; empty when nothing is.</param>
    public static bool TryParse(string text, out AddressRange range, out string fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        (range, fault) = (default, $"Not an address: it takes {Wanted}.");
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!TryReadAddress(slash < 0 ? text : text[..slash], out var address)) return false;
        var bits = address.AddressFamily == AddressFamily.InterNetwork ? BitsOfIPv4 : BitsOfIPv6;
        var length = bits;
        if (slash >= 0 && !TryReadLength(text.AsSpan(slash + 1), bits, out length))
        {
            fault = $"After the '/' comes a number from 0 to {bits}, without leading zeros.";
            return false;
        }

        var whole = Of(address);
        var isMapped = bits == BitsOfIPv6 && !whole.IsIPv6;
        if (isMapped && length < BitsBeforeMapped)
        {
            fault = $"A network of IPv4 addresses inside IPv6 has at least {BitsBeforeMapped} leading bits.";
            return false;
        }

        range = new AddressRange(whole.IsIPv6, whole._bits, isMapped ? length - BitsBeforeMapped : length);
        var isExact = range._bits == whole._bits;
        fault = isExact ? "" : $"It has bits set behind the first {length}. The network is {range}; without '/{length}' it is one address.";
        return isExact;
    }

    /// <summary>The network of this length that it lies in.</summary>
    /// <param name="length">How many leading bits count; not more than it has.</param>
    public AddressRange Widen(int length) => new(IsIPv6, _bits, length);

    /// <summary>In the one usual form: <c>192.0.2.7</c>, <c>192.0.2.0/24</c>, <c>2001:db8::/32</c> (RFC 5952).</summary>
    public override string ToString()
    {
        var isSingle = _length == (IsIPv6 ? BitsOfIPv6 : BitsOfIPv4);
        return isSingle ? ToAddress().ToString() : string.Create(CultureInfo.InvariantCulture, $"{ToAddress()}/{_length}");
    }

    private IPAddress ToAddress()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, _bits);
        return new IPAddress(IsIPv6 ? bytes : bytes[12..]);
    }

    /// <summary>
    /// Stricter than the framework, which also takes <c>192.0.2</c>, <c>0x7f.1</c>, octal numbers, brackets with a port, and zones. Half of
    /// these mean something else to half of all programs.
    /// </summary>
    private static bool TryReadAddress(string text, out IPAddress address)
    {
        address = IPAddress.None;
        if (text.AsSpan().ContainsAny('[', ']', '%') || !IPAddress.TryParse(text, out var read)) return false;
        address = read;
        return read.AddressFamily == AddressFamily.InterNetworkV6 || string.Equals(read.ToString(), text, StringComparison.Ordinal);
    }

    private static bool TryReadLength(ReadOnlySpan<char> text, int max, out int length) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out length) && length <= max && (text.Length == 1 || text[0] != '0');

    private static UInt128 MaskOf(bool isIPv6, int length)
    {
        var rest = (isIPv6 ? BitsOfIPv6 : BitsOfIPv4) - length;
        // A shift by all 128 bits would shift by none.
        return rest == BitsOfIPv6 ? UInt128.Zero : UInt128.MaxValue << rest;
    }
}
