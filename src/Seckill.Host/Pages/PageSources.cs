using System.Reflection;
using System.Text;

namespace Seckill.Host.Pages;

/// <summary>The files of <c>wwwroot</c> as they were written; they are part of the program itself.</summary>
internal static class PageSources
{
    /// <summary>The folder of the modules.</summary>
    public const string Modules = "js/";

    private const string Root = "wwwroot/";

    /// <summary>Path below <c>wwwroot</c> to content, in the order of the paths.</summary>
    public static SortedDictionary<string, byte[]> Read()
    {
        var program = typeof(PageSources).Assembly;
        var names = program.GetManifestResourceNames().Where(name => name.StartsWith(Root, StringComparison.Ordinal));
        return new SortedDictionary<string, byte[]>(names.ToDictionary(name => name[Root.Length..], name => Read(program, name)), StringComparer.Ordinal);
    }

    /// <summary>Whether a path is that of a module.</summary>
    public static bool IsModule(string path) => path.StartsWith(Modules, StringComparison.Ordinal);

    /// <summary>The modules: path below their folder to text, with the line ends that the linker knows, however they were checked out.</summary>
    public static Dictionary<string, string> ModulesOf(IReadOnlyDictionary<string, byte[]> sources) => sources.Where(file => IsModule(file.Key))
        .ToDictionary(file => file.Key[Modules.Length..], file => Encoding.UTF8.GetString(file.Value).ReplaceLineEndings("\n"));

    private static byte[] Read(Assembly program, string name)
    {
        using var stream = program.GetManifestResourceStream(name)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
