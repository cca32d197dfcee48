using Akka.Actor;
using Akka.Hosting;

// Declarations of members of Petabridge.Cmd; see the project file. Nothing here is Petabridge's code.
#pragma warning disable CS1591, CA1002, CA1051, CA1062, CA1710, CA1720, CA1822, CA1716, IDE0060

namespace Petabridge.Cmd.Host
{
    public abstract class CommandHandlerActor(CommandPalette palette) : ReceiveActor
    {
        protected void Process(string commandName, Action<Command> handler) =>
            Receive<Command>(command => command.Palette == palette.ModuleName && command.Name == commandName, handler);
    }

    public abstract class CommandPaletteHandler(CommandPalette palette)
    {
        public CommandPalette Palette => palette;

        public abstract Props HandlerProps { get; }

        public virtual void OnRegister(PetabridgeCmd plugin)
        {
        }
    }

    public sealed class PetabridgeCmdOptions
    {
        public string Host { get; set; } = "";

        public int Port { get; set; }
    }

    public sealed class PetabridgeCmd(ActorSystem system)
    {
        private readonly List<CommandPaletteHandler> _palettes = [];

        public ActorSystem Sys => system;

        public IReadOnlyList<CommandPaletteHandler> Palettes => _palettes;

        public void RegisterCommandPalette(CommandPaletteHandler handler)
        {
            _palettes.Add(handler);
            handler.OnRegister(this);
        }
    }

    public static class PetabridgeCmdHosting
    {
        /// <summary>Declared, not implemented: it opens no port.</summary>
        public static AkkaConfigurationBuilder AddPetabridgeCmd(
            this AkkaConfigurationBuilder builder, PetabridgeCmdOptions options, Action<PetabridgeCmd> hostConfiguration) =>
            builder.AddStartup((system, _) => hostConfiguration(new PetabridgeCmd(system)));
    }
}

namespace Petabridge.Cmd.Cluster
{
    public sealed class ClusterCommands() : Host.CommandPaletteHandler(new CommandPalette("cluster", []))
    {
        public static readonly ClusterCommands Instance = new();

        public override Props HandlerProps => Props.Empty;
    }
}

namespace Petabridge.Cmd.Cluster.Sharding
{
    public sealed class ClusterShardingCommands() : Host.CommandPaletteHandler(new CommandPalette("cluster-sharding", []))
    {
        public static readonly ClusterShardingCommands Instance = new();

        public override Props HandlerProps => Props.Empty;
    }
}

namespace Petabridge.Cmd.Remote
{
    public sealed class RemoteCommands() : Host.CommandPaletteHandler(new CommandPalette("remote", []))
    {
        public override Props HandlerProps => Props.Empty;
    }
}
