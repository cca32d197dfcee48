using System.Text.Json;
using System.Text.Json.Serialization;

namespace Seckill.Cli.Node;

/// <summary>The palette of a node.</summary>
internal sealed record Palette(string Node, IReadOnlyList<PaletteCommand> Commands);

/// <summary>A command that the node offers.</summary>
internal sealed record PaletteCommand(
    string Name, string Description, string Usage, IReadOnlyList<PaletteArgument> Arguments, bool Changes, bool Streams, bool Endless);

/// <summary>An argument of a command.</summary>
internal sealed record PaletteArgument(
    string Name, string Description, string Type, IReadOnlyList<string> Switches, bool Positional, bool Required, string? Default,
    IReadOnlyList<string> Words);

/// <summary>A line, as it is sent.</summary>
internal sealed record LineToRun(string Line);

/// <summary>A request for a token, in Development.</summary>
internal sealed record TokenRequest(string Sub, string Role);

/// <summary>A token, in Development.</summary>
internal sealed record TokenAnswer(string? Token);

/// <summary>An answer in one piece.</summary>
internal sealed record Result(
    IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<JsonElement>> Rows, IReadOnlyList<string> Lines, int ExitCode, string? Code,
    string? NextCursor);

/// <summary>The end of a stream.</summary>
internal sealed record StreamEnd(int ExitCode, string? Code, string? Detail);

/// <summary>A refusal by the service.</summary>
internal sealed record Problem(string? Code, string? Detail);

/// <summary>What is kept of a login.</summary>
internal sealed record SavedLogins(Dictionary<string, string> Tokens);

/// <summary>Everything that is read or written as JSON. Unknown members are skipped: a newer node may say more.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = false)]
[JsonSerializable(typeof(Palette))]
[JsonSerializable(typeof(LineToRun))]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(Result))]
[JsonSerializable(typeof(StreamEnd))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(SavedLogins))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(IReadOnlyList<JsonElement>))]
internal sealed partial class Messages : JsonSerializerContext;
