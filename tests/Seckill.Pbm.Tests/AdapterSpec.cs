using Akka.Actor;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Petabridge.Cmd;
using Petabridge.Cmd.Host;
using Seckill.Actors.Hosting;
using Seckill.Actors.Operators;
using Seckill.Operations.Operators;
using Seckill.Operations.Palette;
using Command = Seckill.Operations.Palette.Command;
using CommandPalette = Seckill.Operations.Palette.CommandPalette;
using CommandOutput = Seckill.Operations.Palette.Output;
using PbmCommand = Petabridge.Cmd.Command;

namespace Seckill.Pbm.Tests;

/// <summary>
/// The adapter against declarations of Petabridge.Cmd, not against the real package: commands go in as it hands them over, and answers
/// come out as it expects them.
/// </summary>
public sealed class AdapterSpec : TestKit
{
    private static readonly OperationReports Reports = new(new OperationLog(
        Options.Create(new SeckillLimits()), TimeProvider.System, NullLogger<OperationLog>.Instance));

    private static readonly Argument<string> Word = Arguments.Text("word", "A word.").First() with { Letter = 'w' };
    private static readonly Argument<bool> Twice = Arguments.Flag("twice", "Says it twice.");

    private static readonly Command Echo = new("test", "echo", "Says a word.")
    {
        Arguments = [Word, Twice],
        Columns = ["who", "word"],
        Answer = context => Task.FromResult(CommandResult.Table(Enumerable.Repeat(
            CommandOutput.Row.Of(context.Call.Operator.Value, context.Get(Word)), context.Has(Twice) ? 2 : 1))),
    };

    private static readonly Command Refuse = new("test", "refuse", "Is refused.")
    {
        Answer = _ => Task.FromResult(CommandResult.Refused(Refusal.Of("item_not_found", "No such item."))),
    };

    private static readonly Command Follow = new("test", "follow", "Goes on.") { IsEndless = true, Stream = FollowAsync };
    private static readonly Command OwnCluster = new("cluster", "show", "Is the stock palette's there.") { Answer = Refuse.Answer };

    private static TaskCompletionSource? _ended;

    private readonly PetabridgeCmd _pbm;

    public AdapterSpec()
    {
        var services = new ServiceCollection()
            .AddSingleton(new CommandPalette([new Source()], TimeProvider.System))
            .AddSingleton(new CommandRunner(
                Options.Create(new OperationsLimits()), Reports, TimeProvider.System, NullLogger<CommandRunner>.Instance))
            .BuildServiceProvider();
        _pbm = new PetabridgeCmd(Sys);
        PbmHosting.Register(_pbm, services);
    }

    [Fact]
    public void Every_group_is_registered_beside_the_stock_palettes()
    {
        _pbm.Palettes.Select(handler => handler.Palette.ModuleName).ShouldBe(["test", "cluster", "cluster-sharding", "remote"]);
        var echo = _pbm.Palettes[0].Palette.SupportedCommands.Single(command => command.Name == "echo");
        echo.ArgumentsByName["word"].IsMandatory.ShouldBeTrue();
        echo.ArgumentsByName["word"].Switch.ShouldBe(["--word", "-w"]);
        echo.ArgumentsByName["twice"].IsMandatory.ShouldBeFalse();
    }

    [Fact]
    public void A_command_answers_with_its_table_and_an_end()
    {
        Say("echo", ("-w", "hello world"), ("--twice", ""));

        ExpectMsg<CommandResponse>().Msg.ShouldBe("who | word");
        ExpectMsg<CommandResponse>().Msg.ShouldBe("pbm | hello world");
        ExpectMsg<CommandResponse>().Msg.ShouldBe("pbm | hello world");
        ExpectMsg<CommandResponse>().Final.ShouldBeTrue();
    }

    [Fact]
    public void What_is_refused_or_no_command_is_an_error_that_says_why()
    {
        Say("refuse");
        ExpectMsg<ErroredCommandResponse>().Msg.ShouldBe("item_not_found: No such item.");
        Say("echo");
        ExpectMsg<ErroredCommandResponse>().Msg.ShouldContain("'word' is missing");
    }

    [Fact]
    public async Task A_stream_ends_when_its_client_goes()
    {
        _ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var handler = Say("follow");
        ExpectMsg<CommandResponse>().Final.ShouldBeFalse();

        Sys.Stop(handler);

        await _ended.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    private IActorRef Say(string command, params (string Name, string Value)[] arguments)
    {
        var handler = Sys.ActorOf(_pbm.Palettes[0].HandlerProps);
        handler.Tell(new PbmCommand("test", command, arguments.Select(one => new Tuple<string, string>(one.Name, one.Value))), TestActor);
        return handler;
    }

    private static async IAsyncEnumerable<CommandOutput> FollowAsync(CommandContext context)
    {
        yield return new CommandOutput.Line("first");
        try
        {
            await Task.Delay(Timeout.Infinite, context.Cancellation);
        }
        finally
        {
            _ended?.TrySetResult();
        }
    }

    private sealed class Source : ICommandSource
    {
        public IEnumerable<Command> Commands => [Echo, Refuse, Follow, OwnCluster];
    }
}
