using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using Seckill.Domain.Items;

namespace Seckill.Actors.Tests.Serialization;

/// <summary>
/// An object as text, every public member of it and of its parts, so that two can be compared by content and a difference can be
/// read. Members are found by reflection: one that is added later is compared too.
/// </summary>
internal static class Portrait
{
    public static string Of(object? subject)
    {
        var text = new StringBuilder();
        Draw(text, subject, "\n");
        return text.ToString();
    }

    private static void Draw(StringBuilder text, object? subject, string line)
    {
        switch (subject)
        {
            case null:
                text.Append("null");
                break;
            case string words:
                text.Append('"').Append(words).Append('"');
                break;
            case DateTimeOffset instant:
                text.Append(instant.ToString("O", CultureInfo.InvariantCulture));
                break;
            case TimeSpan duration:
                text.Append(duration.ToString("c", CultureInfo.InvariantCulture));
                break;
            case LedgerHash hash:
                text.Append(hash);
                break;
            case IEnumerable parts:
                foreach (var part in InOrder(parts)) text.Append(line).Append("- ").Append(part.Replace("\n", line + "  ", StringComparison.Ordinal));
                break;
            default:
                DrawMembers(text, subject, line);
                break;
        }
    }

    private static void DrawMembers(StringBuilder text, object subject, string line)
    {
        var type = subject.GetType();
        text.Append(type.Name);
        if (type.IsPrimitive || type.IsEnum)
        {
            text.Append(' ').Append(Convert.ToString(subject, CultureInfo.InvariantCulture));
            return;
        }

        foreach (var member in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(member => IsCompared(type, member)))
        {
            text.Append(line).Append("  ").Append(member.Name).Append(" = ");
            Draw(text, member.GetValue(subject), line + "    ");
        }
    }

    /// <summary>A snapshot keeps the deadlines of its orders, not how they were grouped.</summary>
    private static bool IsCompared(Type type, PropertyInfo member) =>
        type != typeof(ItemState) || member.Name != nameof(ItemState.Deadlines);

    private static IEnumerable<string> InOrder(IEnumerable parts)
    {
        var portraits = parts.Cast<object?>().Select(Of);
        var hasNoOrder = parts.GetType().GetInterfaces().Any(status =>
            status.IsGenericType && status.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>));
        return hasNoOrder ? portraits.Order(StringComparer.Ordinal) : portraits;
    }
}
