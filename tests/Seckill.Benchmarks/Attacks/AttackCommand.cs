using System.Globalization;
using System.Text;
using Seckill.Benchmarks.Load;
using Seckill.Testing;

namespace Seckill.Benchmarks.Attacks;

/// <summary>
/// The attacks of a hostile network on a running host (SQLite, Production, default limits), one after the other, while honest buyers
/// buy at a constant rate from another address. Beside each stands what the buyers got without it, measured just before. Attackers run
/// on the same cores and take their share of them.
/// </summary>
internal static class AttackCommand
{
    public const string Usage = "       dotnet run -c Release --project tests/Seckill.Benchmarks -- attacks [ATTACK…] [--seconds 4] [--rate 1000]";

    private const string Item = "target";
    private const int BuyersCount = 500_000;
    private const int HonestConnections = 256;
    private const int StockMax = 100_000_000;

    /// <summary>The last buyer is the attacker, and takes part in no load.</summary>
    private const int Mallory = BuyersCount - 1;

    /// <summary>Runs the named attacks, all when none is named. The exit code is 1 when honest buyers were refused or cut off.</summary>
    /// <exception cref="ArgumentException">An attack or option is unknown.</exception>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var (names, seconds, rate) = Parse(arguments);
        using var buyers = new Buyers(BuyersCount, inFile: 0);
        await using var host = new HostProcess(Settings());
        await host.StartReadyAsync();
        using var client = new SaleClient(host.Address, timeout: TimeSpan.FromSeconds(60));
        var listed = await client.ListAsync(Buyers.OperatorToken(), Item, StockMax, 1, 86_400);
        if (listed.Code is { } code) throw new InvalidOperationException($"The host refuses to list '{Item}': {code}.");

        var attacks = All(buyers).Where(attack => names.Count == 0 || names.Contains(attack.Name)).ToArray();
        if (names.Except(attacks.Select(attack => attack.Name)).FirstOrDefault() is { } unknown)
            throw new ArgumentException($"There is no attack '{unknown}'; there are {string.Join(' ', All(buyers).Select(attack => attack.Name))}.");

        long first = 0;
        await BuyAsync();
        Console.WriteLine($"{rate:N0} honest purchases a second fall due.");
        Console.WriteLine("| attack | what the host did with it | bought/s: without, with | p99, ms: without, with | refused or unanswered | log, KB |");
        Console.WriteLine("|---|---|---|---|---|---|");
        var harmed = 0L;
        foreach (var attack in attacks)
        {
            var without = await BuyAsync();
            var logged = host.Output.Length;
            using var ending = new CancellationTokenSource();
            var attacking = new Attacker(host.Address, attack).RunAsync(ending.Token);
            var with = await BuyAsync();
            await ending.CancelAsync();
            var outcome = await attacking;
            var lost = with.Sent - with.Created - with.Repeated;
            harmed += lost;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {attack.Name} | {outcome} | {RateOf(without):N0}, {RateOf(with):N0} | {P99Of(without):F1}, {P99Of(with):F1} | {lost} | {Math.Max(0, host.Output.Length - logged) / 1_024.0:F1} |"));
        }

        return harmed > 0 ? 1 : 0;

        async Task<SocketLoadResult> BuyAsync()
        {
            var load = new SocketLoad(buyers, host.Address, Item)
            {
                Connections = HonestConnections, RatePerSecond = rate, Duration = TimeSpan.FromSeconds(seconds), FirstBuyer = first,
            };
            var result = await load.RunAsync();
            first = (first + result.Sent) % Mallory;
            return result;
        }

        double RateOf(SocketLoadResult result) => result.Created / Math.Max(result.Elapsed.TotalSeconds, seconds);

        static double P99Of(SocketLoadResult result) => result.Wins.GetValueAtPercentile(99) / 1e3;
    }

    /// <summary>Default limits, but for the address rule of purchases, which is off by default and has to be on to be attacked.</summary>
    private static Dictionary<string, string> Settings()
    {
        var settings = Credentials.HostSettings();
        settings.Remove("Seckill__Limits__ConnectionsPerAddressMax");
        settings["Seckill__Docs__Enabled"] = "true";
        settings["Seckill__Limits__AddressBurst"] = "10000";
        settings["Seckill__Limits__AddressRefillPerSecond"] = "5000";
        settings["Seckill__Proxies__Trusted__0"] = Attack.Proxy;
        return settings;
    }

    private static IEnumerable<Attack> All(Buyers buyers)
    {
        var token = $"Authorization: Bearer {buyers.TokenOf(Mallory)}";
        var unknown = Attack.Of("GET", $"/api/orders/{Item}-999999999", token);
        var cancel = Attack.Of("POST", $"/api/orders/{Item}-9000000/cancel", "Content-Length: 0", token);
        var pay = Attack.Of("POST", "/sandbox/payments/pay_nobody_opened/pay", "Content-Length: 0");
        var document = Attack.Of("GET", "/openapi/v1.json");
        var events = Attack.Of("GET", $"/api/items/{Item}/events");
        var chunk = Encoding.Latin1.GetBytes(
            $"POST /api/items/{Item}/orders HTTP/1.1\r\nHost: shop\r\n{token}\r\nContent-Type: application/json\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n80000000\r\n{}\r\n");
        yield return new Attack("document", Attack.Stranger, 64, _ => document);
        yield return new Attack("streams", Attack.Stranger, 64, _ => events) { Ending = Ending.Held };
        yield return new Attack("silence", Attack.Stranger, 64, _ => []) { Ending = Ending.Silence };
        yield return new Attack("orders-unknown", Attack.Stranger, 64, _ => unknown);
        yield return new Attack("orders-guessed", Attack.Stranger, 64, number => Attack.Of("GET", $"/api/orders/{Item}-{9_000_000 + number}", token));
        yield return new Attack("cancel-unknown", Attack.Stranger, 64, _ => cancel);
        yield return new Attack("pay-unknown", Attack.Stranger, 64, _ => pay);
        yield return new Attack("chunks", Attack.Stranger, 64, _ => chunk);
        yield return new Attack("slash-64", Attack.Proxy, 64, number => Attack.Of(
            "POST", $"/api/items/{Item}/orders", "Content-Length: 0",
            $"Authorization: Bearer {buyers.TokenOf((BuyersCount / 2) + (number % (BuyersCount / 2 - 1)))}",
            $"X-Forwarded-For: 2001:db8::{number >> 16 & 0xFFFF:x}:{number & 0xFFFF:x}"));
    }

    private static (IReadOnlyList<string> Names, int Seconds, int Rate) Parse(string[] arguments)
    {
        var (names, seconds, rate) = (new List<string>(), 4, 1_000);
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == "--seconds") seconds = Number(++i, 60);
            else if (arguments[i] == "--rate") rate = Number(++i, 5_000);
            else if (arguments[i].StartsWith('-')) throw new ArgumentException($"There is no option '{arguments[i]}'.");
            else names.Add(arguments[i]);
        }

        return (names, seconds, rate);

        int Number(int i, int max) => i < arguments.Length
            && int.TryParse(arguments[i], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= max
                ? number
                : throw new ArgumentException($"'{arguments[i - 1]}' takes a number from 1 to {max:N0}.");
    }
}
