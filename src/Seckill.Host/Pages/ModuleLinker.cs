using System.Text;
using System.Text.RegularExpressions;

namespace Seckill.Host.Pages;

/// <summary>
/// Makes one file of the modules that every page and an item's page need, because a browser has six connections to a server without HTTP/2:
/// a file for each module cost four times the latency of one. The file can be read and debugged as the modules can. Each keeps its lines and a
/// scope of its own, below its name; only lines of comments are left out, which are a quarter of the transfer.
/// </summary>
/// <remarks>
/// It knows JavaScript by the lines that our modules are made of, and throws at others, so a host with such a module does not start.
/// Paths are relative to <see cref="PageSources.Modules"/>.
/// </remarks>
internal static partial class ModuleLinker
{
    /// <summary>The linked file.</summary>
    public const string Linked = "shop.js";

    /// <summary>What runs first comes last: it may use everything.</summary>
    private static readonly string[] Roots = ["item-page.js", "main.js"];

    /// <summary>The modules as browsers get them: the linked file instead of its parts, and the others, which import it instead of them.</summary>
    public static Dictionary<string, string> Link(IReadOnlyDictionary<string, string> modules)
    {
        var parts = new List<string>();
        foreach (var root in Roots) Add(root, modules, parts, []);
        var (exports, exportsOf) = (new List<string>(), new Dictionary<string, string[]>());
        var linked = new StringBuilder();
        foreach (var part in parts)
        {
            string[] names = [.. Export().Matches(modules[part]).Select(export => export.Groups["name"].Value)];
            exportsOf[part] = names;
            CheckImports(part, modules[part], exportsOf);
            linked.Append(Scope(part, Redirect(part, modules[part], parts), names));
            if (names.FirstOrDefault(exports.Contains) is { } twice) throw Unknown(part, $"another exports {twice} too");
            exports.AddRange(names);
        }

        linked.Append("\nexport { ").AppendJoin(", ", exports).Append(" };\n");
        var served = modules.Where(module => !parts.Contains(module.Key)).ToDictionary(module => module.Key, module => Redirect(module.Key, module.Value, parts));
        served.Add(Linked, linked.ToString());
        return served;
    }

    /// <summary>In a browser a name that nobody exports would only be found when it is used.</summary>
    private static void CheckImports(string path, string text, Dictionary<string, string[]> exportsOf)
    {
        foreach (Match import in Import().Matches(text))
        {
            var from = Resolve(path, import.Groups["from"].Value);
            var missing = import.Groups["names"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .FirstOrDefault(name => !exportsOf[from].Contains(name));
            if (missing is not null) throw Unknown(path, $"{from} exports no {missing}");
        }
    }

    /// <summary>A module after all that it imports.</summary>
    private static void Add(string path, IReadOnlyDictionary<string, string> modules, List<string> parts, HashSet<string> under)
    {
        if (parts.Contains(path)) return;
        if (!under.Add(path)) throw Unknown(path, "it imports itself by way of others");
        if (!modules.TryGetValue(path, out var text)) throw Unknown(path, "there is no such file");
        if (path.Contains('/', StringComparison.Ordinal)) throw Unknown(path, "its own addresses would mean something else from the linked file's folder");
        foreach (Match import in Import().Matches(text)) Add(Resolve(path, import.Groups["from"].Value), modules, parts, under);
        parts.Add(path);
    }

    /// <summary>A module as a function that runs at once and gives what the module exports. Its imports are the constants of earlier ones.</summary>
    private static string Scope(string path, string text, string[] exports)
    {
        var body = Export().Replace(Import().Replace(Comment().Replace(text, ""), ""), export => export.Groups["declaration"].Value);
        if (Leftover().Match(body) is { Success: true } line) throw Unknown(path, line.Value);
        return $$"""

            // ---- {{path}}
            {{(exports.Length == 0 ? "" : $"const {{ {string.Join(", ", exports)} }} = ")}}(() => {
            {{body.Trim()}}
            {{(exports.Length == 0 ? "" : $"return {{ {string.Join(", ", exports)} }};\n")}}})();

            """;
    }

    /// <summary>Has a module import the linked file instead of its parts.</summary>
    private static string Redirect(string path, string text, List<string> parts) => Address().Replace(text, address =>
        parts.Contains(Resolve(path, address.Groups["from"].Value)) ? address.Result("${before}${folder}") + $"{Linked}'" : address.Value);

    /// <summary>The path that a module means by a relative address.</summary>
    private static string Resolve(string path, string address) =>
        new Uri(new Uri($"file:///{path}"), address).AbsolutePath[1..];

    private static InvalidOperationException Unknown(string path, string what) => new($"The module {path} cannot be linked: {what}.");

    /// <summary>Only comments that have lines to themselves: to tell others from the middle of a text takes a parser.</summary>
    [GeneratedRegex(@"^[ ]*(?://.*|/\*\*(?:[^*]|\*(?!/))*\*/)\n", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^import \{(?<names>\s*\w+(?:,\s*\w+)*,?\s*)\} from '(?<from>\.[^']*)';\n", RegexOptions.Multiline)]
    private static partial Regex Import();

    /// <summary>No <c>export let</c>: whoever imports it would keep its first value.</summary>
    [GeneratedRegex(@"^export (?<declaration>(?:const|class|function|async function) (?<name>\w+))", RegexOptions.Multiline)]
    private static partial Regex Export();

    /// <summary>What is left and needs a module to itself; <c>await</c> outside a function is such a thing too.</summary>
    [GeneratedRegex(@"^\s*(?:import|export)\b(?!\().*|^(?:(?:const|let)\b[^=(]*= )?await\b.*", RegexOptions.Multiline)]
    private static partial Regex Leftover();

    [GeneratedRegex(@"(?<before>(?:from |import\()')(?<from>(?<folder>\.[^']*/)[^'/]*)'")]
    private static partial Regex Address();
}
