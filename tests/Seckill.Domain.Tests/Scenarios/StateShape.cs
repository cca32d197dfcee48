using System.Collections;
using System.Globalization;
using System.Reflection;
using Seckill.Domain.Items;
using Seckill.Domain.Items.Memory;
using Seckill.Domain.Shared;

namespace Seckill.Domain.Tests.Scenarios;

/// <summary>
/// A state as text, every public member of it, so that two states can be compared by content and a difference can be read.
/// Members are found by reflection: one that is added later is compared too.
/// </summary>
internal static class StateShape
{
    public static string Of(ItemState state) => string.Join('\n', Lines(state, except: []));

    /// <summary>The lines in which two states differ; null when they are the same.</summary>
    public static string? Difference(ItemState actual, ItemState expected, params string[] except)
    {
        var (lines, should) = (Lines(actual, except), Lines(expected, except));
        string[] different =
            [.. lines.Except(should).Select(line => "is     " + line), .. should.Except(lines).Select(line => "should " + line)];
        return different.Length == 0 ? null : string.Join('\n', different);
    }

    private static List<string> Lines(ItemState state, string[] except) =>
        [.. Members.Where(member => !except.Contains(member.Name)).Select(member => $"{member.Name} = {Text(member.GetValue(state))}")];

    private static readonly PropertyInfo[] Members =
        [.. typeof(ItemState).GetProperties().OrderBy(member => member.Name, StringComparer.Ordinal)];

    private static string Text(object? value) => value switch
    {
        null => "null",
        string text => text,
        DateTimeOffset instant => instant.ToString("O", CultureInfo.InvariantCulture),
        BuyerAccount buyer => $"{buyer.Units} units, {buyer.OrderCount} orders, last end {(buyer.EndedCount == 0 ? 0 : buyer.LastEndedAtMs)}, active {Text(buyer.ActiveOrders())}, keys {Text(buyer.Keys())}",
        IReadOnlyDictionary<BuyerId, BuyerAccount> buyers =>
            Join(buyers.Select(buyer => $"{buyer.Key}: {Text(buyer.Value)}").Order(StringComparer.Ordinal)),
        SpentTickets tickets => $"from {tickets.FirstSpan}" + Join(tickets.Spans.Select(span => $"{span.Number}: {Text(span.Numbers.Keys.Order())}")),
        WaitingList list => $"{list.Joined} joined, waiting {Text(list.Buyers)}, offers "
            + Join(list.Offers.Select(offer => $"{offer.Key}: {offer.Value}").Order(StringComparer.Ordinal)),
        IDictionary map => Join(Entries(map).Order(StringComparer.Ordinal)),
        IEnumerable list => Join(list.Cast<object>().Select(Text)),
        _ => value.ToString() ?? "",
    };

    private static IEnumerable<string> Entries(IDictionary map)
    {
        foreach (DictionaryEntry entry in map) yield return $"{Text(entry.Key)}: {Text(entry.Value)}";
    }

    private static string Join(IEnumerable<string> parts) => string.Concat(parts.Select(part => "\n    " + part));
}
