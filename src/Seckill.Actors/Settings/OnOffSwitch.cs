namespace Seckill.Actors.Settings;

/// <summary>A switch that is on, unless somebody switches it off.</summary>
public abstract class OnOffSwitch : ChoiceSwitch
{
    /// <summary>The words.</summary>
    private static readonly string[] Words = ["on", "off"];

    /// <summary>Describes a switch.</summary>
    /// <param name="name">Its name, for ever.</param>
    /// <param name="effect">What it does, for operators.</param>
    /// <param name="isCautious">Whether it is neither on nor off until what is stored is known.</param>
    protected OnOffSwitch(string name, string effect, bool isCautious = false)
        : base(name, effect, Words, isCautious)
    {
    }

    /// <summary>Whether it is on.</summary>
    public bool IsOn => IsChosen(0);

    /// <summary>Whether it is off.</summary>
    public bool IsOff => IsChosen(1);
}
