using System.Globalization;

namespace Seckill.Actors.Settings;

/// <summary>A switch that takes a whole number within a range.</summary>
public abstract class NumberSwitch : Switch
{
    private readonly int _min;
    private readonly int _max;
    private volatile int _number;

    /// <summary>Describes a switch.</summary>
    /// <param name="name">Its name, for ever.</param>
    /// <param name="effect">What it does, for operators.</param>
    /// <param name="min">The lowest number that it takes.</param>
    /// <param name="max">The highest number that it takes.</param>
    /// <param name="number">The default.</param>
    protected NumberSwitch(string name, string effect, int min, int max, int number)
        : base(name, effect)
    {
        (_min, _max) = (min, max);
        Allowed = string.Create(CultureInfo.InvariantCulture, $"a whole number from {min} to {max}");
        Default = number.ToString(CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public override string Allowed { get; }

    /// <inheritdoc/>
    public override bool IsNumber => true;

    /// <summary>The number.</summary>
    public int Number => _number;

    /// <inheritdoc/>
    public override bool TryRead(string text, out string value)
    {
        var isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        value = isNumber ? number.ToString(CultureInfo.InvariantCulture) : text;
        return isNumber && number >= _min && number <= _max;
    }

    private protected override void Use(string value) => _number = int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture);
}
