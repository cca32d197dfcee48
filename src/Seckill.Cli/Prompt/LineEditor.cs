using System.Text;

namespace Seckill.Cli.Prompt;

/// <summary>Reads a line from a terminal, with the keys that people expect of a prompt.</summary>
internal sealed class LineEditor(string prompt, Completion completion, List<string> history)
{
    private readonly StringBuilder _text = new();
    private int _at;
    private int _recalled;

    /// <summary>The lines so far, oldest first.</summary>
    public IReadOnlyList<string> History => history;

    /// <summary>The next line; null at the end (Ctrl-D on an empty line).</summary>
    public string? Read()
    {
        _text.Clear();
        (_at, _recalled) = (0, history.Count);
        var treatsAsInput = Console.TreatControlCAsInput;
        Console.TreatControlCAsInput = true;
        try
        {
            Draw();
            while (true)
            {
                var key = Console.ReadKey(intercept: true);
                if (key.Key == ConsoleKey.Enter) return Finish();
                if (key is { Key: ConsoleKey.D, Modifiers: ConsoleModifiers.Control } && _text.Length == 0)
                {
                    Console.WriteLine();
                    return null;
                }

                Handle(key);
                Draw();
            }
        }
        finally
        {
            Console.TreatControlCAsInput = treatsAsInput;
        }
    }

    private string Finish()
    {
        Console.WriteLine();
        var line = _text.ToString();
        if (line.Trim().Length > 0 && (history.Count == 0 || history[^1] != line)) history.Add(line);
        return line;
    }

    private void Handle(ConsoleKeyInfo key)
    {
        switch (key)
        {
            case { Key: ConsoleKey.C, Modifiers: ConsoleModifiers.Control }:
                Set("");
                break;
            case { Key: ConsoleKey.A, Modifiers: ConsoleModifiers.Control } or { Key: ConsoleKey.Home }:
                _at = 0;
                break;
            case { Key: ConsoleKey.E, Modifiers: ConsoleModifiers.Control } or { Key: ConsoleKey.End }:
                _at = _text.Length;
                break;
            case { Key: ConsoleKey.U, Modifiers: ConsoleModifiers.Control }:
                _text.Remove(0, _at);
                _at = 0;
                break;
            case { Key: ConsoleKey.Backspace } when _at > 0:
                _text.Remove(--_at, 1);
                break;
            case { Key: ConsoleKey.Delete } when _at < _text.Length:
                _text.Remove(_at, 1);
                break;
            case { Key: ConsoleKey.LeftArrow } when _at > 0:
                _at--;
                break;
            case { Key: ConsoleKey.RightArrow } when _at < _text.Length:
                _at++;
                break;
            case { Key: ConsoleKey.UpArrow } when _recalled > 0:
                Set(history[--_recalled]);
                break;
            case { Key: ConsoleKey.DownArrow } when _recalled < history.Count:
                Set(++_recalled == history.Count ? "" : history[_recalled]);
                break;
            case { Key: ConsoleKey.Tab }:
                Complete();
                break;
            case { KeyChar: var character } when !char.IsControl(character):
                _text.Insert(_at++, character);
                break;
        }
    }

    /// <summary>Completes the word before the cursor as far as it is certain; where several fit, shows them.</summary>
    private void Complete()
    {
        var before = _text.ToString(0, _at);
        var found = completion.Find(before);
        if (found.Count == 0) return;
        var word = before[(before.LastIndexOf(' ') + 1)..];
        var certain = found.Count == 1 ? found[0] + ' ' : CommonStart(found);
        _text.Insert(_at, certain[word.Length..]);
        _at += certain.Length - word.Length;
        if (found.Count == 1 || certain.Length > word.Length) return;
        Console.WriteLine();
        Console.WriteLine(string.Join("  ", found));
    }

    private static string CommonStart(IReadOnlyList<string> words) =>
        new([.. words[0].TakeWhile((character, i) => words.All(word => i < word.Length && word[i] == character))]);

    private void Set(string text)
    {
        _text.Clear().Append(text);
        _at = text.Length;
    }

    /// <summary>Draws the line anew. Only its end is shown where it is longer than the window is wide.</summary>
    private void Draw()
    {
        var width = Math.Max(Console.WindowWidth - prompt.Length - 1, 1);
        var start = Math.Max(0, _at - width);
        var shown = _text.ToString(start, Math.Min(width, _text.Length - start));
        Console.Write($"\r{prompt}{shown}\u001b[K\r\u001b[{prompt.Length + _at - start}C");
    }
}
