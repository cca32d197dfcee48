using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Seckill.Host.Access;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Seckill.Host.Tests.Access;

/// <summary>The short cut for ordinary tokens against the library: whatever comes, both say the same.</summary>
public sealed class PlainTokenTests(ITestOutputHelper output)
{
    private const int Cases = 20_000;

    private static readonly string[] Headers =
    [
        """{"alg":"HS256","typ":"JWT"}""", """{"typ":"JWT","alg":"HS256"}""", """{"alg":"HS256"}""", """{"alg":"HS256","kid":"k1"}""",
        """{"alg":"none"}""", """{"alg":"HS512","typ":"JWT"}""", """{"alg":"HS256","crit":["x"],"x":1}""", "{}",
    ];

    private static readonly string[] Values =
    [
        "\"alice\"", "\"\"", "\"a b\"", "\"\\u0061lice\"", "\"\\ud800\"", "null", "true", "0", "-1", "1.5", "1e9", "4102444800.5", "4102444800.0", "4.1024448e9", "-1.5", "1e400", "9999999999999", "253402300800",
        "99999999999999999999", "[]", "[\"operator\"]", "[\"buyer\",\"operator\"]", "[1]", "[[\"operator\"]]", "{}", "{\"sub\":\"bob\"}", "\"operator\"",
        "\"the host\"", "\"the host/\"", "[\"other\",\"the host\"]", "\"the tests\"",
    ];

    private readonly AuthSettings _settings = new() { SigningKey = TokenMint.Key, Issuer = TokenMint.Issuer, Audience = TokenMint.Audience };

    [Fact]
    public async Task It_believes_what_the_library_believes_and_nothing_else()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var reader = new TokenReader(Options.Create(_settings), TimeProvider.System);
        foreach (var header in Headers) await reader.ReadAsync(TokenMint.Sign(TokenMint.Claims(), header: header).AsMemory());

        var believed = 0;
        for (var i = 0; i < Cases; i++)
        {
            var token = Any(random);
            var expected = await reader.ReadByLibraryAsync(token);

            var read = await reader.ReadAsync(token.AsMemory());
            read.Value.ShouldBe(expected.Value, $"seed {seed}: {token}");
            if (expected.Value is not null) believed++;
        }

        believed.ShouldBeInRange(Cases / 20, Cases * 19 / 20, "a test of good tokens only, or of bad ones only, says little");
    }

    /// <summary>Every way to write a time of a token, good and bad: around now, around the limits of numbers and dates.</summary>
    [Fact]
    public async Task Times_in_any_notation_are_read_as_the_library_reads_them()
    {
        var reader = new TokenReader(Options.Create(_settings), TimeProvider.System);
        (await reader.ReadAsync(TokenMint.Issue("alice").AsMemory())).Value.ShouldNotBeNull();
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        string[] times =
        [
            $"{now + 600}", $"{now + 600}.5", $"{now + 600}.0", $"{now + 600}.999999999", $"{now - 600}.5", $"{now - 600}", $"{now + 600}e0",
            $"{now + 600}E+0", $"{(now + 600) / 1e9:R}e9", $"{now + 600}000e-3", "1e9", "1e10", "1E11", "1e18", "1e19", "1e308", "1e309", "1e-400",
            "-1", "-1.5", "-0", "-0.0", "0", "0.5", "0e0", "253402300799", "253402300799.5", "253402300800", "9223372036854775807",
            "9223372036854775807.5", "9223372036854775808", "18446744073709551616", "-9223372036854775808", "-9223372036854775809", "-1e18",
            "99999999999999999999999999", "01", "+1", "1.", ".5", "0x10", "NaN", "Infinity", $"\"{now + 600}\"", $"\"{now + 600}.5\"",
            "null", "true", "[]", "{}",
        ];
        var believed = 0;
        foreach (var claim in (string[])["exp", "nbf", "iat"])
        {
            foreach (var time in times)
            {
                var others = claim == "exp" ? "" : $",\"exp\":{now + 600}";
                var claims = $$"""{"sub":"alice","iss":"{{TokenMint.Issuer}}","aud":"{{TokenMint.Audience}}","{{claim}}":{{time}}{{others}}}""";
                var token = Sign(Headers[0], claims);
                var expected = await reader.ReadByLibraryAsync(token);

                (await reader.ReadAsync(token.AsMemory())).Value.ShouldBe(expected.Value, $"{claim}: {time}");
                output.WriteLine($"{claim} {time}: {(expected.Value is null ? "refused" : "believed")}");
                if (expected.Value is not null) believed++;
            }
        }

        believed.ShouldBeGreaterThan(times.Length / 2);
    }

    [Fact]
    public async Task An_ordinary_token_takes_the_short_cut_once_its_header_is_known()
    {
        var plain = new PlainTokens(_settings, new TokenLifetime(TimeProvider.System));
        var token = TokenMint.Issue("alice", "operator");
        plain.Read(token).ShouldBeNull();

        var reader = new TokenReader(Options.Create(_settings), TimeProvider.System);
        (await reader.ReadByLibraryAsync(token)).Value.ShouldNotBeNull();
        plain.Learn(token);

        plain.Read(token).ShouldNotBeNull().IsOperator.ShouldBeTrue();
    }

    private static string Any(Random random)
    {
        var header = Headers[random.Next(3) == 0 ? random.Next(Headers.Length) : random.Next(4)];
        var token = Sign(header, random.Next(3) == 0 ? Claims(random) : TokenMint.Claims($"b{random.Next(100)}").ToJsonString());
        return random.Next(4) switch
        {
            0 => Spoil(token, random),
            _ => token,
        };
    }

    /// <summary>Claims in any order, some missing, some twice, some of another type.</summary>
    private static string Claims(Random random)
    {
        var good = TokenMint.Claims("alice", random.Next(2) == 0 ? "buyer" : "operator");
        var members = good.Select(claim => $"{Quote(claim.Key)}:{claim.Value!.ToJsonString()}").ToList();
        for (var changes = random.Next(4); changes > 0; changes--)
        {
            var name = Quote(((string[])["sub", "role", "iss", "aud", "exp", "nbf", "iat", "jti", "azp", "more", "s\\u0075b"])[random.Next(11)]);
            var member = $"{name}:{Values[random.Next(Values.Length)]}";
            if (random.Next(3) == 0) members.RemoveAt(random.Next(members.Count));
            else if (random.Next(2) == 0) members.Insert(random.Next(members.Count + 1), member);
            else members[members.FindIndex(known => known.StartsWith(name, StringComparison.Ordinal)) is >= 0 and var at ? at : 0] = member;
            if (members.Count == 0) break;
        }

        var json = $"{{{string.Join(random.Next(5) == 0 ? " , " : ",", members)}}}";
        return random.Next(10) == 0 ? json + ((string[])[" ", ",", "}", "{}", "//", "\0"])[random.Next(6)] : json;
    }

    private static string Spoil(string token, Random random)
    {
        var at = random.Next(token.Length);
        return random.Next(6) switch
        {
            0 => token.Remove(at, 1),
            1 => token.Insert(at, ((string[])[".", "=", " ", "A", "\u00e9", "+"])[random.Next(6)]),
            2 => token[..at],
            3 => token + "=",
            // The last character of a signature has two bits that say nothing.
            4 => token[..^1] + (char)(token[^1] + 1),
            _ => token[..at] + (char)random.Next(33, 127) + token[(at + 1)..],
        };
    }

    private static string Sign(string header, string claims)
    {
        var signed = $"{Encode(header)}.{Encode(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(TokenMint.Key), Encoding.UTF8.GetBytes(signed)))}";
    }

    private static string Quote(string name) => $"\"{name}\"";

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
