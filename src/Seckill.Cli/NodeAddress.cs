namespace Seckill.Cli;

/// <summary>The address of the node that is asked.</summary>
internal static class NodeAddress
{
    private const string Usual = "http://127.0.0.1:5080";

    /// <summary>Reads it from the option or, without that, from the environment.</summary>
    public static Uri Read(string? option, string? environment)
    {
        // A script whose variable is empty must not change the sale of another node.
        if (option is "") throw new ConsoleFault(ExitCodes.BadUsage, "--url is empty.");
        var text = option ?? (string.IsNullOrEmpty(environment) ? Usual : environment);
        // Everything that is told about the node has its address in it, so no password may be in there. Not even in this message.
        if (text.Contains('@', StringComparison.Ordinal))
        {
            throw new ConsoleFault(
                ExitCodes.BadUsage, $"A node's address has no name and password in it, such as {Usual}: SECKILL_TOKEN is for the token.");
        }

        var isUrl = Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https";
        return isUrl ? url! : throw new ConsoleFault(ExitCodes.BadUsage, $"'{text}' is no address of a node, such as {Usual}.");
    }
}
