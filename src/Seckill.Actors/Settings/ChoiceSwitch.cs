namespace Seckill.Actors.Settings;

/// <summary>A switch that takes one of a few words.</summary>
public abstract class ChoiceSwitch : Switch
{
    private const int NotYet = -1;

    private readonly string[] _words;
    private readonly bool _isCautious;
    private volatile int _chosen = NotYet;
    private bool _isSettled;

    /// <summary>Describes a switch.</summary>
    /// <param name="name">Its name, for ever.</param>
    /// <param name="effect">What it does, for operators.</param>
    /// <param name="words">The words that it takes; the first one is the default.</param>
    /// <param name="isCautious">
    /// Whether no word counts until what is stored is known. For switches whose default would do harm where an operator has said otherwise.
    /// </param>
    protected ChoiceSwitch(string name, string effect, string[] words, bool isCautious = false)
        : base(name, effect)
    {
        (_words, _isCautious) = (words, isCautious);
        Allowed = string.Join(" or ", words);
        Default = words[0];
    }

    /// <inheritdoc/>
    public override string Allowed { get; }

    /// <inheritdoc/>
    public override bool TryRead(string text, out string value)
    {
        value = text;
        return Array.IndexOf(_words, text) >= 0;
    }

    /// <summary>Whether this word counts, by its place among the words.</summary>
    protected bool IsChosen(int place) => _chosen == place;

    internal override void Settle()
    {
        _isSettled = true;
        base.Settle();
    }

    private protected override void Use(string value)
    {
        if (_isSettled || !_isCautious) _chosen = Array.IndexOf(_words, value);
    }
}
