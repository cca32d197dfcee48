using System.Globalization;
using BenchmarkDotNet.Attributes;
using Seckill.Domain.Challenges;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Host.Access;
using Seckill.Host.Access.Challenges;

namespace Seckill.Benchmarks.Micro;

/// <summary>What a challenge costs the edge (making one, checking a solved one, refusing a forged one), and one attempt at solving it.</summary>
[MemoryDiagnoser]
public class ChallengeBenchmarks
{
    private const int BuyerCount = 5_000;

    private readonly ItemStatus _item = SampleItem.Listed(limit: 1).Status!;
    private readonly byte[] _hash = new byte[ProofOfWork.HashSize];
    private ChallengeDesk _desk = null!;
    private BuyerId[] _buyers = null!;
    private ChallengeAnswer[] _answers = null!;
    private int _next;

    private int Next => _next = (_next + 1) % BuyerCount;

    /// <summary>Gives a challenge to each of many buyers, who solve it.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        var auth = Microsoft.Extensions.Options.Options.Create(new AuthSettings { SigningKey = "a signing key of the benchmarks, at least 32 bytes" });
        var limits = Microsoft.Extensions.Options.Options.Create(new HttpLimits { ChallengeMaxNumber = 100 });
        var difficulty = new ChallengeDifficulty(new ChallengeDifficultySwitch(limits), limits, TimeProvider.System);
        _desk = new ChallengeDesk(auth, limits, difficulty, TimeProvider.System);
        _buyers = [.. Enumerable.Range(0, BuyerCount).Select(i => BuyerId.Parse(string.Create(CultureInfo.InvariantCulture, $"b{i:D9}")))];
        _answers = [.. _buyers.Select(Solve)];
    }

    /// <summary>A new challenge.</summary>
    [Benchmark]
    public string Make() => _desk.Issue(ChallengeKind.Work, _buyers[Next], _item, address: null).Signature;

    /// <summary>A buyer's own, solved.</summary>
    [Benchmark]
    public bool Check()
    {
        var buyer = Next;
        return _desk.Redeem(_answers[buyer], _buyers[buyer], _item.Id, out _) is null;
    }

    /// <summary>Another buyer's.</summary>
    [Benchmark]
    public bool Forged()
    {
        var buyer = Next;
        return _desk.Redeem(_answers[buyer], _buyers[(buyer + 1) % BuyerCount], _item.Id, out _) is not null;
    }

    /// <summary>One attempt of whoever solves one with this library.</summary>
    [Benchmark]
    public byte Attempt()
    {
        ProofOfWork.Hash("00112233445566778899aabbccddeeff", Next, _hash);
        return _hash[0];
    }

    private ChallengeAnswer Solve(BuyerId buyer)
    {
        var given = _desk.Issue(ChallengeKind.Work, buyer, _item, address: null);
        return new ChallengeAnswer
        {
            Kind = given.Kind, Salt = given.Salt, Challenge = given.Challenge, MaxNumber = given.MaxNumber, ExpiresAt = given.ExpiresAt,
            Signature = given.Signature, Number = ProofOfWork.Solve(given.Salt, given.Challenge!, given.MaxNumber!.Value),
        };
    }
}
