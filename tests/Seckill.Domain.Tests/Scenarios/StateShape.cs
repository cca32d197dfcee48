using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Text;
using Seckill.Domain.Items;

namespace Seckill.Domain.Tests.Scenarios;

/// <summary>
/// A state as text, every public member of it, so that two states can be compared by content and a difference can be read.
/// Members are found by reflection: one that is added later is compared too.
/// </summary>
internal static class StateShape
{
    public static string Of(ItemState state) => Of(state, except: []);

    public static string Of(ItemState state, params string[] except)
    {
        var text = new StringBuilder();
        foreach (var member in typeof(ItemState).GetProperties(BindingFlags.Public | BindingFlags.Instance).OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            if (!except.Contains(member.Name)) text.Append(member.Name).Append(" = ").AppendLine(Text(member.GetValue(state)));
        }

        return text.ToString();
    }

    private static string Text(object? value) => value switch
    {
        null => "null",
        string text => text,
        DateTimeOffset instant => instant.ToString("O", CultureInfo.InvariantCulture),
        BuyerAccount account => $"{account.Units} units, {account.OrderCount} orders, active {Text(account.ActiveOrders)}, keys {Text(account.Keys)}",
        IEnumerable map when IsMap(map) => Join(map.Cast<object>().Select(Text).Order(StringComparer.Ordinal)),
        IEnumerable list => Join(list.Cast<object>().Select(Text)),
        _ when value.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>) =>
            $"{Text(type.GetProperty("Key")!.GetValue(value))}: {Text(type.GetProperty("Value")!.GetValue(value))}",
        _ => value.ToString() ?? "",
    };

    private static bool IsMap(IEnumerable value) =>
        value.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(ImmutableDictionary<,>);

    private static string Join(IEnumerable<string> parts) => string.Concat(parts.Select(part => "\n    " + part));
}
