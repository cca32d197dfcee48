using System.Text.Json;
using Seckill.Cli.Node;

namespace Seckill.Cli.Rendering;

/// <summary>Shows what a command says.</summary>
internal interface IRendering
{
    /// <summary>Shows an answer in one piece.</summary>
    void Show(Result result);

    /// <summary>Begins a table that comes row by row.</summary>
    void Columns(IReadOnlyList<string> columns);

    /// <summary>Takes the next row. It may be held back until <see cref="Pause"/>, but not for ever.</summary>
    void Row(IReadOnlyList<JsonElement> cells);

    /// <summary>Shows the rows that are held back: for the moment there are no more.</summary>
    void Pause();

    /// <summary>Shows a line beside the table.</summary>
    void Line(string text);

    /// <summary>Ends what came row by row.</summary>
    void End(StreamEnd end);
}
