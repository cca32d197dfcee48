using Seckill.Actors.Operators;
using Seckill.Actors.Settings;
using Seckill.Domain.Settings;
using Seckill.Host.Access;
using Seckill.Host.Errors;
using Seckill.Host.OpenApi;
using Seckill.Host.Wire;

namespace Seckill.Host.Operators.Switches;

/// <summary>Reading and setting switches.</summary>
internal static class SwitchEndpoints
{
    /// <summary>The route parameter with the switch's name.</summary>
    public const string NameParameter = "name";

    private static readonly ProblemKind[] Always = [ProblemKind.ValidationFailed, ProblemKind.Unauthenticated, ProblemKind.Forbidden];

    public static void MapSwitches(this IEndpointRouteBuilder routes)
    {
        var admin = routes.MapGroup("/api/admin/switches").ForOperators();

        admin.MapGet("", (SwitchOperations switches) => List(switches))
            .Describes(Tag.Operators, "listSwitches", "Lists the switches", "What each does, how it is set, by whom and why.")
            .Answers<SwitchList>(200, "Every switch, by name.")
            .Refuses(Always);

        admin.MapGet($"/{{{NameParameter}}}", (string name, SwitchOperations switches) => Answer(switches.Find(name)))
            .Describes(Tag.Operators, "getSwitch", "Reads a switch")
            .Answers<SwitchResource>(200, "The switch.")
            .Refuses([.. Always, ProblemKind.NotFound]);

        admin.MapPut($"/{{{NameParameter}}}", SetAsync)
            .WithMetadata(new RecordsOperation(OperationNames.SetSwitch))
            .Describes(
                Tag.Operators, "setSwitch", "Sets a switch",
                "Answered when the setting is on disk and this node obeys it; all other nodes follow within a second, and it outlives restarts. "
                + "Idempotent: a switch that is set to this value already keeps the name of whoever set it.")
            .Takes<SwitchRequest>(isRequired: true, """{"value":"off","reason":"too many readers"}""")
            .Answers<SwitchResource>(200, "The switch as it is set now.")
            .Refuses([.. Always, ProblemKind.NotFound, ProblemKind.Overloaded, ProblemKind.OutcomeUnknown]);
    }

    private static JsonAnswer<SwitchList> List(SwitchOperations switches) =>
        new(200, new SwitchList([.. switches.List().Select(SwitchResource.Of)]), HostJson.Default.SwitchList);

    private static async Task<IResult> SetAsync(string name, HttpContext context, SwitchOperations switches)
    {
        var found = switches.Find(name);
        if (found.Switch is not { } known) return Answer(found);
        var body = await RequestBody.ReadAsync(context, HostJson.Default.SwitchRequest);
        if (body.Refusal is not null) return body.Refusal;
        if (body.Value!.ValueAsText() is not { } value) return Problem.Invalid("value", $"'value' is required: '{known.Name}' takes {known.Allowed}.");
        var call = RecordedCall.Of(context);
        call.Give(body.Value.Reason);
        call.Detail = $"{known.Name} {value}";
        var author = new SettingsAuthor(Caller.Of(context).Buyer, context.TraceIdentifier, body.Value.Reason);
        var answer = await switches.SetAsync(name, value, author, context.RequestAborted);
        call.Outcome = answer.Outcome == SwitchOutcome.Set ? OperationNames.Changed : OperationNames.Unchanged;
        return Answer(answer);
    }

    private static IResult Answer(SwitchAnswer answer) => answer.Outcome switch
    {
        SwitchOutcome.Set or SwitchOutcome.Unchanged => new JsonAnswer<SwitchResource>(200, SwitchResource.Of(answer.Switch!), HostJson.Default.SwitchResource),
        SwitchOutcome.NoSuchSwitch => new Problem(ProblemKind.NotFound, answer.Detail),
        SwitchOutcome.BadValue => Problem.Invalid("value", answer.Detail),
        SwitchOutcome.BadReason => Problem.Invalid("reason", answer.Detail),
        SwitchOutcome.Unavailable => new Problem(ProblemKind.Overloaded, answer.Detail),
        SwitchOutcome.Unknown => new Problem(ProblemKind.OutcomeUnknown, answer.Detail),
        _ => throw new InvalidOperationException($"{answer.Outcome} has no answer."),
    };
}
