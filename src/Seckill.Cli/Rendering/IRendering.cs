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

    /// <summary>Shows the next row.</summary>
    void Row(IReadOnlyList<JsonElement> cells);

    /// <summary>Shows a line beside the table.</summary>
    void Line(string text);

    /// <summary>Ends what came row by row.</summary>
    void End(StreamEnd end);
}
