using System.Text;
using Seckill.Host.Access;

namespace Seckill.Benchmarks.Load;

/// <summary>
/// The tokens of many distinct buyers, signed once per benchmark run with the key that all contenders are told to believe. Buyer ids
/// have 10 characters. Kept as one block of bytes, because generators copy them into requests.
/// </summary>
internal sealed class Buyers : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    private readonly byte[] _tokens;
    private readonly int _lineLength;

    /// <param name="count">How many there are.</param>
    /// <param name="inFile">How many of them, from the first on, are also in <see cref="TokenFile"/>.</param>
    public Buyers(int count, int inFile)
    {
        var signer = NewSigner();
        // Ids of one length make tokens of one length: number i is found without an index.
        _lineLength = signer.Sign(IdOf(0), Caller.BuyerRole).Length + 1;
        _tokens = new byte[count * _lineLength];
        for (var i = 0; i < count; i++)
        {
            var line = _tokens.AsSpan(i * _lineLength, _lineLength);
            Encoding.ASCII.GetBytes(signer.Sign(IdOf(i), Caller.BuyerRole), line);
            line[^1] = (byte)'\n';
        }

        Count = count;
        TokenFile = Path.GetTempFileName();
        using var file = File.Create(TokenFile);
        file.Write(_tokens.AsSpan(0, inFile * _lineLength));
    }

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>A file with one token a line.</summary>
    public string TokenFile { get; }

    /// <summary>The token of a buyer; after the last comes the first again.</summary>
    public ReadOnlySpan<byte> this[long number] => _tokens.AsSpan((int)(number % Count) * _lineLength, _lineLength - 1);

    /// <summary>A token of somebody who lists items and audits them.</summary>
    public static string OperatorToken() => NewSigner().Sign("olivia", Caller.OperatorRole);

    /// <summary>The token of a buyer as text.</summary>
    public string TokenOf(long number) => Encoding.ASCII.GetString(this[number]);

    /// <summary>The id of a buyer.</summary>
    public static string IdOf(int number) => FormattableString.Invariant($"b{number:D9}");

    public void Dispose() => File.Delete(TokenFile);

    private static TokenSigner NewSigner()
    {
        var settings = new AuthSettings { SigningKey = Credentials.SigningKey, Issuer = Credentials.Issuer, Audience = Credentials.Audience };
        return new TokenSigner(settings, DateTimeOffset.UtcNow, Lifetime);
    }
}
