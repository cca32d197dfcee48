using Microsoft.Extensions.Options;

namespace Seckill.Actors.Settings;

/// <summary>The values of switches that nobody has set (configuration section <c>Seckill:Switches</c>), by the switches' names.</summary>
public sealed class SwitchDefaults
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Seckill:Switches";

    /// <summary>What is configured.</summary>
    public IDictionary<string, string> Values { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Refuses names of no switch, and values that the switch does not take. It asks for the switches late: some need options that may be
    /// wrong themselves, and that must not keep the others from being checked.
    /// </summary>
    internal sealed class Validation(Func<IEnumerable<Switch>> switches) : IValidateOptions<SwitchDefaults>
    {
        public ValidateOptionsResult Validate(string? name, SwitchDefaults options)
        {
            string[] faults = [.. options.Values.Select(value => FaultOf([.. switches()], value.Key, value.Value)).OfType<string>()];
            return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
        }

        private static string? FaultOf(Switch[] switches, string name, string value)
        {
            var option = $"{Section}:{name}";
            var known = switches.FirstOrDefault(one => string.Equals(one.Name.Value, name, StringComparison.OrdinalIgnoreCase));
            if (known is null) return $"{option} names no switch. The switches are {string.Join(", ", switches.Select(one => one.Name))}.";
            if (known.DefaultOption != $"{Section}:{known.Name}") return $"{option} is no option: set {known.DefaultOption} instead.";
            return known.TryRead(value, out _) ? null : $"{option} is '{value}'; allowed: {known.Allowed}.";
        }
    }
}
