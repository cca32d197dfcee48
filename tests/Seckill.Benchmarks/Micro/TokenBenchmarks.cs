using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Seckill.Benchmarks.Load;
using Seckill.Benchmarks.Rivals;
using Seckill.Host.Access;

namespace Seckill.Benchmarks.Micro;

/// <summary>Checking a token that the node remembers, and one that it sees for the first time (in turn, more than it remembers).</summary>
[MemoryDiagnoser]
public class TokenBenchmarks
{
    private const int Strangers = 100_000;

    private TokenReader _tokens = null!;
    private string[] _strangers = null!;
    private int _next;

    [GlobalSetup]
    public void SetUp()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.AddRivalAccess();
        _tokens = builder.Build().Services.GetRequiredService<TokenReader>();
        using var buyers = new Buyers(Strangers, inFile: 0);
        _strangers = [.. Enumerable.Range(0, Strangers).Select(i => buyers.TokenOf(i))];
    }

    [Benchmark]
    public async Task<bool> Remembered() => await _tokens.ReadAsync(_strangers[0]) is not null;

    [Benchmark]
    public async Task<bool> New()
    {
        _next = (_next + 1) % _strangers.Length;
        return await _tokens.ReadAsync(_strangers[_next]) is not null;
    }
}
