using System.Globalization;
using System.Text.Json.Nodes;
using Seckill.Testing;

namespace Seckill.Benchmarks;

/// <summary>What the scenarios share: a host with logging off the path, and the check that every run must end with.</summary>
internal static class Bench
{
    /// <summary>Starts a host on an empty scratch store and gives it an operator.</summary>
    public static async Task<(HostProcess Host, SaleClient Client, string Operator)> StartAsync(int connections = 256)
    {
        var host = new HostProcess(new Dictionary<string, string> { ["Seckill__Limits__BuyerBurst"] = "0" });
        await host.StartReadyAsync();
        var client = new SaleClient(host.Address, connections, TimeSpan.FromSeconds(120));
        return (host, client, await client.TokenAsync("olivia", "operator"));
    }

    /// <summary>Wins, ledger and orders table must agree, and the units must add up; anything else fails the run.</summary>
    public static async Task VerifyAsync(SaleClient client, string operatorToken, string itemId, long wins)
    {
        var audit = await client.AuditAsync(operatorToken, itemId);
        var (ledger, table) = (audit["ledger"]!, audit["ordersTable"]!);
        var adds = (long)ledger["total"]! == (long)ledger["available"]! + (long)ledger["held"]! + (long)ledger["sold"]!;
        if (!(bool)audit["balanced"]! || !adds || (long)ledger["orders"]! != wins || (long)table["orders"]! != wins)
            throw new InvalidOperationException($"{wins} wins do not agree with the audit: {audit.ToJsonString()}");
        Report("audit", $"balanced; wins = ledger = orders = {wins}");
    }

    /// <summary>Number of rows that the orders table has for an item, as the audit sees it.</summary>
    public static async Task<long> OrderRowsAsync(SaleClient client, string operatorToken, string itemId) =>
        (long)(await client.AuditAsync(operatorToken, itemId))["ordersTable"]!["orders"]!;

    /// <summary>Resident memory of a process, in megabytes, from the kernel's own account.</summary>
    public static double ResidentMb(int processId)
    {
        var line = File.ReadLines($"/proc/{processId}/status").First(row => row.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    /// <summary>Prints one figure.</summary>
    public static void Report(string what, FormattableString value) => Console.WriteLine($"{what,-44} {FormattableString.Invariant(value)}");

    /// <summary>Reads a number of an answer.</summary>
    public static long Number(JsonNode node, string name) => (long)node[name]!;
}
