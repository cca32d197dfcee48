using Seckill.Domain.Settings;

namespace Seckill.Actors.Settings;

/// <summary>
/// One thing that operators can switch while everything runs. A class of its own for each switch says what it is called, which values it
/// takes and what it does, and stands beside the code that it switches. That code reads the value as often as it likes: one volatile read.
/// <see cref="SettingsBoard"/> writes it.
/// </summary>
public abstract class Switch
{
    private volatile SwitchSetting? _setting;
    private string _default = "";

    /// <summary>Describes a switch.</summary>
    /// <param name="name">Its name, for ever.</param>
    /// <param name="effect">What it does, for operators: one or two sentences.</param>
    protected Switch(string name, string effect) => (Name, Effect) = (SwitchName.Parse(name), effect);

    /// <summary>Its name.</summary>
    public SwitchName Name { get; }

    /// <summary>What it does, for operators.</summary>
    public string Effect { get; }

    /// <summary>The values that it takes, for operators.</summary>
    public abstract string Allowed { get; }

    /// <summary>Whether its values are numbers.</summary>
    public virtual bool IsNumber => false;

    /// <summary>The option that configures its value for as long as nobody has set it.</summary>
    public virtual string DefaultOption => $"{SwitchDefaults.Section}:{Name}";

    /// <summary>Its value for as long as nobody has set it, on this node.</summary>
    public string Default
    {
        get => _default;
        private protected set
        {
            _default = value;
            if (_setting is null) Use(value);
        }
    }

    /// <summary>How it is set; null while nobody has set it.</summary>
    public SwitchSetting? Setting => _setting;

    /// <summary>Its value.</summary>
    public string Value => _setting?.Value ?? _default;

    /// <summary>
    /// Raised after its value has changed, in the order of the changes, by the thread that learned of it. Other switches wait meanwhile,
    /// so whoever listens must be quick.
    /// </summary>
    public event EventHandler? Changed;

    /// <summary>Reads a value as an operator wrote it; false when the switch does not take it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">The value as it is stored.</param>
    public abstract bool TryRead(string text, out string value);

    /// <summary>Makes a value count. It is one that <see cref="TryRead"/> has returned.</summary>
    private protected abstract void Use(string value);

    /// <summary>Takes the configured default.</summary>
    /// <exception cref="FormatException">The switch does not take it.</exception>
    internal void TakeDefault(string text) => Default = TryRead(text, out var value)
        ? value
        : throw new FormatException($"{DefaultOption} is '{text}'; allowed: {Allowed}.");

    /// <summary>From now on the value counts, because everything stored is known.</summary>
    internal virtual void Settle() => Use(Value);

    /// <summary>
    /// Takes a setting, unless a newer one is known. False when this version of the program does not know the value; then the switch
    /// stays as it is. Called by one thread at a time.
    /// </summary>
    internal bool Take(SwitchSetting setting)
    {
        if (_setting is { } known && known.Revision >= setting.Revision) return true;
        if (!TryRead(setting.Value, out var value)) return false;
        var before = Value;
        _setting = setting;
        Use(value);
        if (value != before) Changed?.Invoke(this, EventArgs.Empty);
        return true;
    }
}
