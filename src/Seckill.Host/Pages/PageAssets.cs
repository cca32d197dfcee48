using System.Collections.Frozen;
using System.Reflection;

namespace Seckill.Host.Pages;

/// <summary>
/// The files of the pages (<c>wwwroot</c>). They are part of the program itself, so they are found from any working directory, and a node
/// never serves the files of another version. One name in their addresses, derived from the content of all of them, makes each address
/// immutable: a browser or a CDN may keep it for ever, modules import each other by plain relative addresses, and a page never mixes
/// modules of two versions.
/// </summary>
internal sealed class PageAssets
{
    /// <summary>The document that every page starts from; it is not served as it is (<see cref="PageDocuments"/>).</summary>
    public const string Document = "index.html";

    private const string Root = "wwwroot/";

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
        var program = typeof(PageAssets).Assembly;
        var names = program.GetManifestResourceNames().Where(name => name.StartsWith(Root, StringComparison.Ordinal));
        string[] sorted = [.. names.Order(StringComparer.Ordinal)];
        _files = sorted.ToFrozenDictionary(name => name[Root.Length..], name => new PageFile(Read(program, name), TypeOf(name)));
        Version = PageFile.NameOf([.. sorted.SelectMany(name => Read(program, name))]);
    }

    /// <summary>The name of this version of the files.</summary>
    public string Version { get; }

    /// <summary>The paths of all files, relative to the address of this version.</summary>
    public IEnumerable<string> Paths => _files.Keys;

    /// <summary>The file at a path; null if there is none.</summary>
    public PageFile? Find(string path) => _files.GetValueOrDefault(path);

    private static string TypeOf(string name) =>
        Types.GetValueOrDefault(Path.GetExtension(name)) ?? throw new InvalidOperationException($"The type of {name} is not known.");

    private static byte[] Read(Assembly program, string name)
    {
        using var stream = program.GetManifestResourceStream(name)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
