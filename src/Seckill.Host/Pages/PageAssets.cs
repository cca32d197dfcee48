using System.Collections.Frozen;
using System.Text;

namespace Seckill.Host.Pages;

/// <summary>
/// The files of the pages as they are served: those of <c>wwwroot</c>, with the modules that a page needs at once linked into one
/// (<see cref="ModuleLinker"/>). They are part of the program itself, so they are found from any working directory, and a node never serves
/// the files of another version. One name in their addresses, derived from the content of all of them, makes each address immutable: a
/// browser or a CDN may keep it for ever, modules import each other by plain relative addresses, and a page never mixes modules of two
/// versions.
/// </summary>
internal sealed class PageAssets
{
    /// <summary>The document that every page starts from; it is not served as it is (<see cref="PageDocuments"/>).</summary>
    public const string Document = "index.html";

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>
    {
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".html"] = "text/html; charset=utf-8",
    }.ToFrozenDictionary();

    private readonly FrozenDictionary<string, PageFile> _files;

    public PageAssets()
    {
        var sources = PageSources.Read();
        var modules = ModuleLinker.Link(PageSources.ModulesOf(sources));
        var linked = modules.Select(module => KeyValuePair.Create(PageSources.Modules + module.Key, Encoding.UTF8.GetBytes(module.Value)));
        KeyValuePair<string, byte[]>[] served =
            [.. sources.Where(file => !PageSources.IsModule(file.Key)).Concat(linked).OrderBy(file => file.Key, StringComparer.Ordinal)];
        _files = served.ToFrozenDictionary(file => file.Key, file => new PageFile(file.Value, TypeOf(file.Key)));
        Version = PageFile.NameOf([.. served.SelectMany(file => file.Value)]);
    }

    /// <summary>The name of this version of the files.</summary>
    public string Version { get; }

    /// <summary>The paths of all files, relative to the address of this version.</summary>
    public IEnumerable<string> Paths => _files.Keys;

    /// <summary>The file at a path; null if there is none.</summary>
    public PageFile? Find(string path) => _files.GetValueOrDefault(path);

    private static string TypeOf(string name) =>
        Types.GetValueOrDefault(Path.GetExtension(name)) ?? throw new InvalidOperationException($"The type of {name} is not known.");
}
