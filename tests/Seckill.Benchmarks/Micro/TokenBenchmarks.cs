using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Seckill.Benchmarks.Load;
using Seckill.Benchmarks.Rivals;
using Seckill.Host.Access;

namespace Seckill.Benchmarks.Micro;

/// <summary>Checking the token of a buyer never seen before: by the short cut for ordinary tokens, and by the library.</summary>
[MemoryDiagnoser]
public class TokenBenchmarks
{
    private const int BuyerCount = 100_000;

    private TokenReader _tokens = null!;
    private string[] _all = null!;
    private int _next;

    private string Next => _all[_next = (_next + 1) % _all.Length];

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.AddRivalAccess();
        _tokens = builder.Build().Services.GetRequiredService<TokenReader>();
        using var buyers = new Buyers(BuyerCount, inFile: 0);
        _all = [.. Enumerable.Range(0, BuyerCount).Select(i => buyers.TokenOf(i))];
        // The short cut takes over once the library has believed the header.
        await _tokens.ReadAsync(Next.AsMemory());
    }

    [Benchmark]
    public async Task<bool> ShortCut() => (await _tokens.ReadAsync(Next.AsMemory())).Value is not null;

    [Benchmark]
    public async Task<bool> Library() => (await _tokens.ReadByLibraryAsync(Next)).Value is not null;
}
