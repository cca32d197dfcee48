using Akka.Actor;
using Petabridge.Cmd;
using Petabridge.Cmd.Host;
using Seckill.Operations.Palette;
using Command = Seckill.Operations.Palette.Command;
using CommandPalette = Seckill.Operations.Palette.CommandPalette;

namespace Seckill.Pbm;

/// <summary>One group of the operators' palette, such as <c>item</c>, as a palette of Petabridge.Cmd.</summary>
internal sealed class GroupPalette(string group, IReadOnlyList<Command> commands, CommandPalette palette, CommandRunner runner)
    : CommandPaletteHandler(DefinitionOf(group, commands))
{
    private readonly Props _handler = Props.Create(() => new GroupHandlerActor(DefinitionOf(group, commands), group, commands, palette, runner));

    /// <inheritdoc/>
    public override Props HandlerProps => _handler;

    /// <summary>The group in the words of Petabridge.Cmd. There, every argument has a switch, and none a place.</summary>
    private static Petabridge.Cmd.CommandPalette DefinitionOf(string group, IReadOnlyList<Command> commands) =>
        new(group, [.. commands.Select(DefinitionOf)]);

    private static CommandDefinition DefinitionOf(Command command)
    {
        var definition = new CommandDefinitionBuilder().WithName(command.Name).WithDescription(command.Description);
        foreach (var argument in command.AllArguments)
        {
            definition = definition.WithArgument(build =>
            {
                build = build.WithName(argument.Name).WithDescription(argument.Description).IsMandatory(argument.IsRequired);
                if (argument.Default is { } normal) build = build.WithDefaultValues(normal);
                foreach (var text in argument.Switches) build = build.WithSwitch(text);
                return build;
            });
        }

        return definition.Build();
    }
}
