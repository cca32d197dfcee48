
// Declarations of members of Petabridge.Cmd; see the project file. Nothing here is Petabridge's code.
#pragma warning disable CS1591, CA1002, CA1032, CA1051, CA1062, CA1710, CA1720, CA1822, CA1716

namespace Petabridge.Cmd;

public sealed record ArgumentDefinition(
    string Name, string Description, bool IsMandatory, bool AllowMultiple, IReadOnlyList<string> DefaultValues, IReadOnlyList<string> Switch);

public sealed class ArgumentDefinitionBuilder
{
    private readonly List<string> _switches = [];
    private string[] _defaults = [];
    private string _name = "";
    private string _description = "";
    private bool _isMandatory;
    private bool _allowsMultiple;

    public ArgumentDefinitionBuilder WithName(string name)
    {
        _name = name;
        return this;
    }

    public ArgumentDefinitionBuilder WithDescription(string description)
    {
        _description = description;
        return this;
    }

    public ArgumentDefinitionBuilder IsMandatory(bool mandatory)
    {
        _isMandatory = mandatory;
        return this;
    }

    public ArgumentDefinitionBuilder WithDefaultValues(params string[] values)
    {
        _defaults = values;
        return this;
    }

    public ArgumentDefinitionBuilder AllowMultiple(bool allowMultiple)
    {
        _allowsMultiple = allowMultiple;
        return this;
    }

    public ArgumentDefinitionBuilder WithSwitch(string text)
    {
        _switches.Add(text);
        return this;
    }

    public ArgumentDefinition Build() => new(_name, _description, _isMandatory, _allowsMultiple, _defaults, _switches);
}

public sealed class CommandDefinition(string name, string description, IReadOnlyList<ArgumentDefinition> arguments)
{
    public string Name => name;

    public string Description => description;

    public IReadOnlyDictionary<string, ArgumentDefinition> ArgumentsByName => arguments.ToDictionary(argument => argument.Name);
}

public sealed class CommandDefinitionBuilder
{
    private readonly List<ArgumentDefinition> _arguments = [];
    private string _name = "";
    private string _description = "";

    public CommandDefinitionBuilder WithName(string name)
    {
        _name = name;
        return this;
    }

    public CommandDefinitionBuilder WithDescription(string description)
    {
        _description = description;
        return this;
    }

    public CommandDefinitionBuilder WithArgument(Func<ArgumentDefinitionBuilder, ArgumentDefinitionBuilder> build)
    {
        _arguments.Add(build(new ArgumentDefinitionBuilder()).Build());
        return this;
    }

    public CommandDefinition Build() => new(_name, _description, _arguments);
}

public sealed class CommandPalette(string moduleName, CommandDefinition[] commands)
{
    public string ModuleName => moduleName;

    public IReadOnlyList<CommandDefinition> SupportedCommands => commands;
}

public sealed class Command(string palette, string name, IEnumerable<Tuple<string, string>> arguments)
{
    public string Palette => palette;

    public string Name => name;

    public IEnumerable<Tuple<string, string>> Arguments => arguments;
}

public class CommandResponse(string msg, bool final)
{
    public static readonly CommandResponse Empty = new("", true);

    public string Msg => msg;

    public bool Final => final;
}

public sealed class ErroredCommandResponse(string msg) : CommandResponse(msg, true);
