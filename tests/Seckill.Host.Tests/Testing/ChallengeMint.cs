using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Seckill.Domain.Challenges;

namespace Seckill.Host.Tests.Testing;

/// <summary>
/// Makes challenges by hand, good and bad ones, with nothing of the product's code: what is written here is what nodes of all versions
/// agree on. Solving them is the reference solver's part.
/// </summary>
public static class ChallengeMint
{
    public const string Purpose = "seckill challenge v1";

    /// <summary>A challenge as the host makes it, with its solution.</summary>
    public static JsonObject Work(
        string buyer, string item, DateTimeOffset expiresAt, long number = 7, long maxNumber = 10, byte salt = 1, string key = TokenMint.Key,
        string purpose = Purpose)
    {
        var text = Convert.ToHexStringLower(SaltOf(salt));
        var hash = SHA256.HashData(Encoding.ASCII.GetBytes($"{text}{number}"));
        return new JsonObject
        {
            ["kind"] = "work",
            ["algorithm"] = "SHA-256",
            ["salt"] = text,
            ["challenge"] = Convert.ToHexStringLower(hash),
            ["maxNumber"] = maxNumber,
            ["expiresAt"] = JsonSerializer.SerializeToNode(expiresAt),
            ["signature"] = Seal(Statement(1, expiresAt, notBefore: null, maxNumber, SaltOf(salt), hash, item, buyer), key, purpose),
            ["number"] = number,
        };
    }

    /// <summary>A wait as the host makes it.</summary>
    public static JsonObject Wait(string buyer, string item, DateTimeOffset notBefore, DateTimeOffset expiresAt, byte salt = 1) => new()
    {
        ["kind"] = "wait",
        ["salt"] = Convert.ToHexStringLower(SaltOf(salt)),
        ["notBefore"] = JsonSerializer.SerializeToNode(notBefore),
        ["expiresAt"] = JsonSerializer.SerializeToNode(expiresAt),
        ["signature"] = Seal(Statement(2, expiresAt, notBefore, 0, SaltOf(salt), new byte[32], item, buyer), TokenMint.Key, Purpose),
    };

    /// <summary>What a buyer hands in: the challenge as it was given, with its solution.</summary>
    public static JsonObject Solve(JsonNode challenge)
    {
        var answer = challenge.DeepClone().AsObject();
        if ((string)answer["kind"]! != "work") return answer;
        answer["number"] = ProofOfWork.Solve((string)answer["salt"]!, (string)answer["challenge"]!, (long)answer["maxNumber"]!)
            ?? throw new InvalidOperationException($"No number solves {challenge}.");
        return answer;
    }

    private static byte[] SaltOf(byte salt) => [.. Enumerable.Repeat(salt, 16)];

    private static byte[] Statement(
        byte kind, DateTimeOffset expiresAt, DateTimeOffset? notBefore, long maxNumber, byte[] salt, byte[] hash, string item, string buyer)
    {
        var numbers = new byte[24];
        BinaryPrimitives.WriteInt64BigEndian(numbers, expiresAt.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteInt64BigEndian(numbers.AsSpan(8), notBefore?.ToUnixTimeMilliseconds() ?? 0);
        BinaryPrimitives.WriteInt64BigEndian(numbers.AsSpan(16), maxNumber);
        return [kind, .. numbers, .. salt, .. hash, (byte)item.Length, .. Encoding.ASCII.GetBytes(item + buyer)];
    }

    private static string Seal(byte[] statement, string key, string purpose)
    {
        var sealing = HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(key), 32, info: Encoding.ASCII.GetBytes(purpose));
        return Base64Url.EncodeToString(HMACSHA256.HashData(sealing, statement).AsSpan(0, 16));
    }
}
