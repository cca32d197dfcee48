using Seckill.Host.Errors;
using Seckill.Host.OpenApi;
using Seckill.Host.Wire;
using Seckill.Operations.Clusters;
using Seckill.Operations.Palette;

namespace Seckill.Host.Operators.Commands;

/// <summary>The operators' palette over HTTP: what there is, and running one line of it.</summary>
internal static class CommandEndpoints
{
    private const string Path = "/commands";

    private static readonly Problem Endless = Problem.Invalid(
        "Accept", "This command goes on until it is ended: read it as a stream, with 'Accept: text/event-stream'.");

    public static void MapCommands(this RouteGroupBuilder admin)
    {
        admin.MapGet(Path, (CommandPalette palette, ClusterReader cluster) =>
                new JsonAnswer<PaletteResource>(200, PaletteResource.Of(palette, cluster.Self), HostJson.Default.PaletteResource))
            .Describes(Tag.Operators, "listCommands", "Lists the operators' commands", "Consoles read it; they know no command themselves.")
            .Answers<PaletteResource>(200, "Every command with its arguments.")
            .Refuses(ProblemKind.Unauthenticated, ProblemKind.Forbidden);

        admin.MapPost(Path, RunAsync)
            .Describes(
                Tag.Operators, "runCommand", "Runs a command",
                "A line that is no command is a 400, with what was perhaps meant. A command that is refused by the state of things is a 200 "
                + "with `exitCode` 3 or 4 and a `code`. With `Accept: text/event-stream`, a command that streams answers with server-sent "
                + "events: one `columns`, then `row` (an array of cells) and `line` (a text) as they come, a comment line every 10 s, and "
                + "`end` with `exitCode`, `code` and `detail`.")
            .Takes<CommandRequest>(isRequired: true, """{"line":"item show phone"}""")
            .Answers<CommandResultResource>(200, "What the command says.")
            .AnswersAlso(200, CommandStreamAnswer.ContentType)
            .Refuses(
                ProblemKind.ValidationFailed, ProblemKind.Unauthenticated, ProblemKind.Forbidden, ProblemKind.Overloaded,
                ProblemKind.OutcomeUnknown);
    }

    private static async Task<IResult> RunAsync(
        HttpContext context, CommandPalette palette, CommandRunner runner, Attributions attributions, IHostApplicationLifetime lifetime,
        TimeProvider time)
    {
        var body = await RequestBody.ReadAsync(context, HostJson.Default.CommandRequest);
        if (body.Refusal is not null) return body.Refusal;
        if (body.Value!.Line is not { } line) return Problem.Invalid("line", "'line' is required: the command as it is typed.");
        var parsing = palette.Parse(line);
        var call = new OperatorCall(attributions.Of(context));
        if (parsing.Command is not { } parsed)
        {
            runner.Refused(parsing, call);
            return Problem.Invalid("line", parsing.Fault!);
        }

        if (parsed.Command.Stream is not null && context.Request.Names(CommandStreamAnswer.ContentType))
        {
            return runner.TryOpen(parsed, call, out var refusal) is { } stream
                ? new CommandStreamAnswer(parsed.Command, stream, time, lifetime.ApplicationStopping)
                : refusal!.ToProblem();
        }

        if (parsed.Command.IsEndless) return Endless;
        var result = await runner.RunAsync(parsed, call, context.RequestAborted);
        return new JsonAnswer<CommandResultResource>(
            200, CommandResultResource.Of(parsed.Command, result), HostJson.Default.CommandResultResource);
    }
}
