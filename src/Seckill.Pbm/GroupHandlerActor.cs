using System.Globalization;
using Akka.Actor;
using Petabridge.Cmd;
using Petabridge.Cmd.Host;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Operations.Palette;
using Command = Seckill.Operations.Palette.Command;
using CommandPalette = Seckill.Operations.Palette.CommandPalette;
using PbmCommand = Petabridge.Cmd.Command;

namespace Seckill.Pbm;

/// <summary>Runs the commands of one client of <c>pbm</c>. When the client goes, this actor stops and ends what still runs.</summary>
internal sealed class GroupHandlerActor : CommandHandlerActor
{
    /// <summary>Who gives a command here: pbm has no users.</summary>
    private static readonly BuyerId Operator = BuyerId.Parse("pbm");

    private readonly string _group;
    private readonly CommandPalette _palette;
    private readonly CommandRunner _runner;
    private readonly CancellationTokenSource _stopping = new();
    private readonly string? _node = NameOf(((ExtendedActorSystem)Context.System).Provider.DefaultAddress);

    public GroupHandlerActor(
        Petabridge.Cmd.CommandPalette definition, string group, IReadOnlyList<Command> commands, CommandPalette palette, CommandRunner runner)
        : base(definition)
    {
        (_group, _palette, _runner) = (group, palette, runner);
        foreach (var command in commands) Process(command.Name, given => _ = RunAsync(given, Sender, _stopping.Token));
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    /// <summary>A task that cannot throw and reads no changing field of the actor.</summary>
    private async Task RunAsync(PbmCommand given, IActorRef client, CancellationToken cancellation)
    {
        try
        {
            client.Tell(await AnswerAsync(given, client, cancellation).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // The client has gone.
        }
#pragma warning disable CA1031 // A defect must not leave the client waiting; the runner has logged what can go wrong in a command.
        catch (Exception error)
#pragma warning restore CA1031
        {
            client.Tell(new ErroredCommandResponse($"Something went wrong on this side: {error.GetType().Name}."));
        }
    }

    /// <summary>Tells everything that the command says, and returns the last message.</summary>
    private async Task<CommandResponse> AnswerAsync(PbmCommand given, IActorRef client, CancellationToken cancellation)
    {
        var parsing = _palette.Parse(WordsOf(given));
        var call = new OperatorCall(new Attribution { Actor = Operator, Trace = TraceId.Parse(Guid.NewGuid().ToString("N")), Node = _node });
        if (parsing.Command is not { } parsed)
        {
            _runner.Refused(parsing, call);
            return new ErroredCommandResponse(parsing.Fault!);
        }

        if (_runner.TryOpen(parsed, call, out var refusal) is not { } stream) return new ErroredCommandResponse($"{refusal!.Code}: {refusal.Detail}");
        using (stream)
        {
            var end = Output.End.Done;
            if (parsed.Command.Columns.Length > 0) client.Tell(new CommandResponse(string.Join(" | ", parsed.Command.Columns), false));
            await foreach (var output in stream.ReadAsync(cancellation).ConfigureAwait(false))
            {
                if (output is Output.End last) end = last;
                else client.Tell(new CommandResponse(TextOf(output), false));
            }

            return end switch
            {
                { Refusal: { } why } => new ErroredCommandResponse($"{why.Code}: {why.Detail}"),
                { ExitCode: ExitCode.FoundWrong } => new ErroredCommandResponse("Something is wrong; see above."),
                _ => CommandResponse.Empty,
            };
        }
    }

    private static string TextOf(Output output) => output switch
    {
        Output.Row row => string.Join(" | ", row.Cells),
        Output.Line line => line.Text,
        _ => "",
    };

    private List<string> WordsOf(PbmCommand given)
    {
        var words = new List<string> { _group, given.Name };
        foreach (var (name, value) in given.Arguments)
        {
            words.Add(name);
            // A flag has no value.
            if (!string.IsNullOrEmpty(value)) words.Add(value);
        }

        return words;
    }

    private static string? NameOf(Address self) =>
        self.Host is null ? null : string.Create(CultureInfo.InvariantCulture, $"{self.Host}:{self.Port}");
}
