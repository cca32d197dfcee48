using System.Globalization;
using StackExchange.Redis;

namespace Seckill.Benchmarks.Rivals;

/// <summary>
/// The usual answer: one Lua script that Redis runs as a unit. Check the buyer, decrement, keep the order, add it to a stream for
/// whoever writes the orders table later. How durable a yes is depends on <c>appendfsync</c>.
/// </summary>
internal sealed class RedisSale : IRivalSale
{
    /// <summary>Keys: stock, orders by buyer, stream. Arguments: buyer, time. Answers: outcome, sequence, time.</summary>
    private const string Script = """
        local held = redis.call('HGET', KEYS[2], ARGV[1])
        if held then return {1, held} end
        local left = tonumber(redis.call('GET', KEYS[1]) or '0')
        if left < 1 then return {2} end
        redis.call('DECR', KEYS[1])
        local order = (redis.call('HLEN', KEYS[2]) + 1) .. ':' .. ARGV[2]
        redis.call('HSET', KEYS[2], ARGV[1], order)
        redis.call('XADD', KEYS[3], '*', 'buyer', ARGV[1], 'order', order)
        return {0, order}
        """;

    private readonly ConnectionMultiplexer _connection;
    private readonly IDatabase _database;
    private readonly byte[] _script;

    private RedisSale(ConnectionMultiplexer connection, byte[] script) =>
        (_connection, _database, _script) = (connection, connection.GetDatabase(), script);

    /// <summary>Connects and loads the script. One connection: the client sends everybody's calls through it without waiting between them.</summary>
    public static async Task<IRivalSale> OpenAsync(string store)
    {
        var connection = await ConnectionMultiplexer.ConnectAsync(store);
        var script = await connection.GetServer(connection.GetEndPoints()[0]).ScriptLoadAsync(Script);
        return new RedisSale(connection, script);
    }

    public async Task OfferAsync(string item, long stock)
    {
        var keys = KeysOf(item);
        await _database.KeyDeleteAsync(keys);
        await _database.StringSetAsync([new(keys[0], stock), new($"{{{item}}}:listed", stock)]);
    }

    public async ValueTask<RivalAnswer> BuyAsync(string item, string buyer)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var answer = (RedisResult[])(await _database.ScriptEvaluateAsync(_script, KeysOf(item), [buyer, now]))!;
        var outcome = (RivalOutcome)(int)answer[0];
        if (outcome == RivalOutcome.SoldOut) return new RivalAnswer(outcome);
        var order = (string)answer[1]!;
        var colon = order.IndexOf(':', StringComparison.Ordinal);
        return new RivalAnswer(
            outcome,
            long.Parse(order.AsSpan(0, colon), CultureInfo.InvariantCulture),
            long.Parse(order.AsSpan(colon + 1), CultureInfo.InvariantCulture));
    }

    public async Task<RivalCounts> CountAsync(string item)
    {
        var keys = KeysOf(item);
        var stock = (long)await _database.StringGetAsync($"{{{item}}}:listed");
        var remaining = (long)await _database.StringGetAsync(keys[0]);
        return new RivalCounts(stock, await _database.HashLengthAsync(keys[1]), remaining, await _database.StreamLengthAsync(keys[2]));
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static RedisKey[] KeysOf(string item) => [$"{{{item}}}:stock", $"{{{item}}}:orders", $"{{{item}}}:stream"];
}
