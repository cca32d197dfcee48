using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Seckill.Domain.Challenges;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Host.Access.Tickets;
using Seckill.Host.Errors;

namespace Seckill.Host.Access.Challenges;

/// <summary>
/// Issues and checks challenges. Nothing is remembered: each node knows another's by their seal. A challenge that is handed in again, at
/// any node, makes the same ticket again (same number, same end), and the item sells to a ticket once: so a challenge buys once.
/// </summary>
internal sealed class ChallengeDesk(
    IOptions<AuthSettings> auth, IOptions<HttpLimits> limits, ChallengeDifficulty difficulty, TimeProvider time)
{
    /// <summary>Frozen, see <see cref="ChallengeStatement"/>.</summary>
    private const string Purpose = "seckill challenge v1";

    /// <summary>A wait that was measured by another node's clock is over when this one's is so much behind.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(5);

    private static readonly Problem Missing = new(
        ProblemKind.ChallengeRequired, "This item gives tickets only for a solved challenge; get one with GET /api/items/{itemId}/challenge.");

    private static readonly Problem Forged = Invalid("The challenge was not given to you for this item.");
    private static readonly Problem Expired = Invalid("The challenge has expired; get another one.");
    private static readonly Problem Unsolved = Invalid("The number does not solve the challenge.");
    private static readonly Problem Early = Invalid("The wait is not over; hand the challenge in again at notBefore.");

    private readonly StatementSeal _seal = new(auth.Value, Purpose);
    private readonly TimeSpan _lifetime = TimeSpan.FromSeconds(limits.Value.ChallengeLifetimeSeconds);
    private readonly TimeSpan _wait = TimeSpan.FromSeconds(limits.Value.ChallengeWaitSeconds);

    /// <summary>How long before the start of a sale its challenges are to be had.</summary>
    public TimeSpan Lead { get; } = TimeSpan.FromSeconds(limits.Value.ChallengeLeadSeconds);

    /// <summary>A new challenge for a buyer and an item.</summary>
    /// <param name="kind">What is to be done.</param>
    /// <param name="buyer">For whom.</param>
    /// <param name="item">For what.</param>
    /// <param name="address">From where they ask; null where that is not known.</param>
    public ChallengeResource Issue(ChallengeKind kind, BuyerId buyer, ItemStatus item, ClientAddress? address)
    {
        var step = difficulty.StepOf(address, buyer);
        return kind == ChallengeKind.Work
            ? IssueWork(buyer, item.Id, difficulty.MaxNumberAt(step))
            : IssueWait(buyer, item.Id, Later(step == 0 ? DateTimeOffset.MinValue : item.Terms.StartsAt) + (_wait * (1 << step)));
    }

    /// <summary>
    /// Checks what a buyer hands in for an item. Returns null and the ticket that it makes, or the refusal. Without a challenge, that is
    /// <c>challenge_required</c>.
    /// </summary>
    public Problem? Redeem(ChallengeAnswer? answer, BuyerId buyer, ItemId item, out Ticket ticket)
    {
        ticket = default;
        if (answer is null) return Missing;
        Span<byte> buffer = stackalloc byte[ChallengeStatement.SizeMax];
        Span<byte> hash = stackalloc byte[ProofOfWork.HashSize];
        if (!TryRead(answer, buyer, item, buffer, hash, out var terms, out var size)) return Forged;
        var now = time.GetUtcNow();
        if (now >= Moment.FromUnixMs(terms.ExpiresAtMs)) return Expired;
        if (terms.Kind == ChallengeKind.Wait && now + ClockSkew < Moment.FromUnixMs(terms.NotBeforeMs)) return Early;
        if (terms.Kind == ChallengeKind.Work && !IsSolution(answer, terms.MaxNumber, hash)) return Unsolved;
        ticket = new Ticket(ChallengeStatement.TicketNumberOf(buffer[..size]), Moment.FromUnixMs(terms.ExpiresAtMs));
        return null;
    }

    private ChallengeResource IssueWork(BuyerId buyer, ItemId item, int maxNumber)
    {
        Span<byte> salt = stackalloc byte[ChallengeStatement.SaltSize];
        Span<byte> hash = stackalloc byte[ProofOfWork.HashSize];
        RandomNumberGenerator.Fill(salt);
        var text = Convert.ToHexStringLower(salt);
        ProofOfWork.Hash(text, RandomNumberGenerator.GetInt32(maxNumber + 1), hash);
        var expiresAt = Moment.Floor(time.GetUtcNow() + _lifetime);
        var statement = new ChallengeStatement(ChallengeKind.Work, expiresAt.ToUnixTimeMilliseconds(), NotBeforeMs: 0, maxNumber);
        return new ChallengeResource
        {
            Kind = ChallengeKinds.Work,
            Algorithm = ProofOfWork.Algorithm,
            Salt = text,
            Challenge = Convert.ToHexStringLower(hash),
            MaxNumber = maxNumber,
            ExpiresAt = expiresAt,
            Signature = Sign(statement, salt, hash, item, buyer),
        };
    }

    private ChallengeResource IssueWait(BuyerId buyer, ItemId item, DateTimeOffset over)
    {
        Span<byte> salt = stackalloc byte[ChallengeStatement.SaltSize];
        RandomNumberGenerator.Fill(salt);
        var (notBefore, expiresAt) = (Moment.Floor(over), Moment.Floor(over + (_lifetime / 2)));
        var statement = new ChallengeStatement(
            ChallengeKind.Wait, expiresAt.ToUnixTimeMilliseconds(), notBefore.ToUnixTimeMilliseconds(), MaxNumber: 0);
        return new ChallengeResource
        {
            Kind = ChallengeKinds.Wait,
            Salt = Convert.ToHexStringLower(salt),
            NotBefore = notBefore,
            ExpiresAt = expiresAt,
            Signature = Sign(statement, salt, [], item, buyer),
        };
    }

    /// <summary>
    /// Now, or what is later. Where many accounts come from one address, a wait begins with the sale: otherwise all of them could wait
    /// before it, at no cost.
    /// </summary>
    private DateTimeOffset Later(DateTimeOffset than) => time.GetUtcNow() is var now && now > than ? now : than;

    private string Sign(ChallengeStatement terms, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> hash, ItemId item, BuyerId buyer)
    {
        Span<byte> statement = stackalloc byte[ChallengeStatement.SizeMax];
        Span<byte> seal = stackalloc byte[StatementSeal.Size];
        _seal.Sign(terms.Write(statement, salt, hash, item, buyer), seal);
        return Base64Url.EncodeToString(seal);
    }

    /// <summary>Whether a node of this shop gave exactly this to this buyer for this item.</summary>
    private bool TryRead(
        ChallengeAnswer answer, BuyerId buyer, ItemId item, Span<byte> buffer, Span<byte> hash, out ChallengeStatement terms, out int size)
    {
        (terms, size) = (default, 0);
        Span<byte> salt = stackalloc byte[ChallengeStatement.SaltSize];
        Span<byte> seal = stackalloc byte[StatementSeal.Size];
        if (ChallengeKinds.Read(answer.Kind ?? ChallengeKinds.Work) is not { } kind || answer.ExpiresAt is not { } expiresAt) return false;
        if (!ChallengeStatement.TryReadHex(answer.Salt, salt) || !ChallengeStatement.TryReadSeal(answer.Signature, seal)) return false;
        if (kind == ChallengeKind.Work && (answer.Algorithm ?? ProofOfWork.Algorithm) != ProofOfWork.Algorithm) return false;
        if (kind == ChallengeKind.Work && !ChallengeStatement.TryReadHex(answer.Challenge, hash)) return false;
        terms = new ChallengeStatement(
            kind, expiresAt.ToUnixTimeMilliseconds(), answer.NotBefore?.ToUnixTimeMilliseconds() ?? 0, answer.MaxNumber ?? 0);
        var statement = terms.Write(buffer, salt, kind == ChallengeKind.Work ? hash : [], item, buyer);
        size = statement.Length;
        return _seal.IsValid(statement, seal);
    }

    private static bool IsSolution(ChallengeAnswer answer, long maxNumber, ReadOnlySpan<byte> wanted)
    {
        if (answer.Number is not { } number || number < 0 || number > maxNumber) return false;
        Span<byte> hash = stackalloc byte[ProofOfWork.HashSize];
        ProofOfWork.Hash(answer.Salt!, number, hash);
        return hash.SequenceEqual(wanted);
    }

    private static Problem Invalid(string detail) => new(ProblemKind.ChallengeInvalid, detail);
}
