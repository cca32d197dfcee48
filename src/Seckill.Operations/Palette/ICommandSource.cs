namespace Seckill.Operations.Palette;

/// <summary>
/// Defines some commands of the palette. Every class of this project that implements it is found by itself, and its constructor gets the
/// services that it asks for: a new command needs no line anywhere else.
/// </summary>
public interface ICommandSource
{
    /// <summary>The commands.</summary>
    IEnumerable<Command> Commands { get; }
}
