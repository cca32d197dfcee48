using Seckill.Actors.Settings;
using Seckill.Domain.Settings;
using Seckill.Operations.Palette;

namespace Seckill.Operations.Switches;

/// <summary><c>switch list | set</c>.</summary>
internal sealed class SwitchCommands(SwitchOperations switches) : ICommandSource
{
    private const string UnknownTrace = "unknown";

    private static readonly Argument<string> Name = Arguments.Text("name", "The switch, as 'switch list' names it.").First();
    private static readonly Argument<string> Value = Arguments.Text("value", "The wanted value.").First();

    public IEnumerable<Command> Commands =>
    [
        new("switch", "list", "Lists the switches: how each is set on this node, by whom, when and why.")
        {
            Columns = ["switch", "value", "default", "takes", "set by", "set at", "reason", "effect"],
            Answer = _ => Task.FromResult(CommandResult.Table(switches.List().Select(RowOf))),
        },
        new("switch", "set", "Sets a switch on every node, without a restart.")
        {
            Arguments = [Name, Value],
            Columns = ["switch", "value", "default", "takes", "set by", "set at", "reason", "effect"],
            IsChange = true,
            Answer = SetAsync,
        },
    ];

    private async Task<CommandResult> SetAsync(CommandContext context)
    {
        var call = context.Call;
        var author = new SettingsAuthor(call.Operator, call.By.Trace?.Value ?? UnknownTrace, call.Reason);
        var answer = await switches.SetAsync(context.Get(Name), context.Get(Value), author, context.Cancellation).ConfigureAwait(false);
        return answer.Outcome switch
        {
            SwitchOutcome.Set => CommandResult.Table([RowOf(answer.Switch!)]),
            SwitchOutcome.Unchanged => CommandResult.Table([RowOf(answer.Switch!)]) with
            {
                IsUnchanged = true,
                Lines = ["It was set so already."],
            },
            SwitchOutcome.NoSuchSwitch => CommandResult.Refused(Refusal.Of("not_found", answer.Detail)),
            SwitchOutcome.BadValue or SwitchOutcome.BadReason => CommandResult.Refused(Refusal.Invalid(answer.Detail)),
            SwitchOutcome.Unavailable => CommandResult.Refused(Refusal.Overloaded(answer.Detail)),
            _ => CommandResult.Refused(Refusal.NoAnswer(answer.Detail)),
        };
    }

    private static Output.Row RowOf(Switch one)
    {
        // One read: a change may come in between two.
        var setting = one.Setting;
        return Output.Row.Of(
            one.Name.Value, setting?.Value ?? one.Default, one.Default, one.Allowed, setting?.By.Actor.Value, setting?.At, setting?.By.Reason,
            one.Effect);
    }
}
