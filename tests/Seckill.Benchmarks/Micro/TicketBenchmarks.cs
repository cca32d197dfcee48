using System.Globalization;
using BenchmarkDotNet.Attributes;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Host.Access;
using Seckill.Host.Access.Tickets;

namespace Seckill.Benchmarks.Micro;

/// <summary>What a ticket costs the edge: making one, checking a buyer's own, and refusing a forged one.</summary>
[MemoryDiagnoser]
public class TicketBenchmarks
{
    private const int BuyerCount = 20_000;

    private static readonly ItemId Item = ItemId.Parse("phone-x");

    private TicketDesk _desk = null!;
    private BuyerId[] _buyers = null!;
    private string[] _tickets = null!;
    private int _next;

    private int Next => _next = (_next + 1) % BuyerCount;

    /// <summary>Gives a ticket to each of many buyers.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        var auth = new AuthSettings { SigningKey = "a signing key of the benchmarks, at least 32 bytes" };
        var limits = new HttpLimits { TicketLifetimeSeconds = ItemLimits.TicketLifetimeSecondsMax };
        _desk = new TicketDesk(Microsoft.Extensions.Options.Options.Create(auth), Microsoft.Extensions.Options.Options.Create(limits), TimeProvider.System);
        _buyers = [.. Enumerable.Range(0, BuyerCount).Select(i => BuyerId.Parse(string.Create(CultureInfo.InvariantCulture, $"b{i:D9}")))];
        _tickets = [.. _buyers.Select(buyer => _desk.Issue(buyer, Item).Ticket)];
    }

    /// <summary>A new ticket.</summary>
    [Benchmark]
    public string Sign() => _desk.Issue(_buyers[Next], Item).Ticket;

    /// <summary>A buyer's own ticket.</summary>
    [Benchmark]
    public bool Check()
    {
        var buyer = Next;
        return _desk.Check(_tickets[buyer], _buyers[buyer], Item, out _) != TicketVerdict.Forged;
    }

    /// <summary>Another buyer's ticket.</summary>
    [Benchmark]
    public bool Forged()
    {
        var buyer = Next;
        return _desk.Check(_tickets[buyer], _buyers[(buyer + 1) % BuyerCount], Item, out _) == TicketVerdict.Forged;
    }
}
