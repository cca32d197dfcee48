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
    string Name, string Description, string Type, IReadOnlyList<string> Switches, bool Positional, bool Required,
    IReadOnlyList<string> Words, string? Default = null);

/// <summary>A line, as it is sent.</summary>
internal sealed record LineToRun(string Line);

/// <summary>A request for a token, in Development.</summary>
internal sealed record TokenRequest(string Sub, string Role);

/// <summary>A token, in Development.</summary>
internal sealed record TokenAnswer(string? Token = null);

/// <summary>An answer in one piece.</summary>
internal sealed record Result(
    IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<JsonElement>> Rows, IReadOnlyList<string> Lines, int ExitCode, string? Code = null,
    string? NextCursor = null);

/// <summary>The end of a stream.</summary>
internal sealed record StreamEnd(int ExitCode, string? Code = null, string? Detail = null);

/// <summary>A refusal by the service.</summary>
internal sealed record Problem(string? Code = null, string? Detail = null);

/// <summary>What is kept of a login.</summary>
internal sealed record SavedLogins(Dictionary<string, string> Tokens);

/// <summary>
/// Everything that is read or written as JSON. Unknown members are skipped: a newer node may say more. Known ones must be there unless
/// they have a default: other services speak JSON too.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = false, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
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
