using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Xml.Linq;

namespace Seckill.Testing;

/// <summary>
/// A project names the packages that its code uses. One that merely comes along with another package may change, or go, with the next
/// version of that one. Every test project has this test, and looks at itself and at our other projects that it is built on.
/// </summary>
public sealed class PackageTests
{
    private const string WebFramework = "Microsoft.AspNetCore.App";

    /// <summary>The console's program has the name that operators type, and its project ours.</summary>
    private const string Console = "seckill";

    private static readonly string Runtime = RuntimeEnvironment.GetRuntimeDirectory();
    private static readonly HashSet<string> BaseAssemblies = NamesIn(Runtime);
    private static readonly HashSet<string> WebAssemblies = NamesIn(Path.Combine(Runtime, "..", "..", WebFramework));

    public static Xunit.TheoryData<string> Projects => new(NamesIn(AppContext.BaseDirectory).Where(IsOurs).Order(StringComparer.Ordinal));

    [Xunit.Theory]
    [Xunit.MemberData(nameof(Projects))]
    public void A_project_names_every_package_that_its_code_uses(string project)
    {
        var file = FileOf(project);
        var packages = PackagesOf(file);
        var named = NamedBy(XDocument.Load(file), packages);

        var missing = UsedBy(project).Where(assembly => !BaseAssemblies.Contains(assembly) && !IsOurs(assembly) && !named.Contains(assembly));

        var lines = missing.Select(assembly => $"{assembly}: add {HintFor(assembly, packages)}").ToArray();
        Xunit.Assert.True(lines.Length == 0, $"{file} does not name what its code uses.\n{string.Join('\n', lines)}");
    }

    private static bool IsOurs(string assembly) => assembly == Console || assembly.StartsWith("Seckill.", StringComparison.Ordinal);

    private static HashSet<string> NamesIn(string directory) =>
    [
        .. Directory.EnumerateFiles(directory, "*.dll", SearchOption.AllDirectories).Select(file => Path.GetFileNameWithoutExtension(file)!),
    ];

    private static string FileOf(string project)
    {
        var name = project == Console ? "Seckill.Cli" : project;
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "SeckillAkka.sln")))
            root = root.Parent ?? throw new InvalidOperationException("No SeckillAkka.sln above the tests.");
        return Directory.EnumerateDirectories(root.FullName)
            .Select(folder => Path.Combine(folder, name, name + ".csproj"))
            .Single(File.Exists);
    }

    /// <summary>The assemblies that the compiler has found a use for.</summary>
    private static string[] UsedBy(string project)
    {
        using var image = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, project + ".dll")));
        var metadata = image.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }

    /// <summary>What restoring the project brought, by name.</summary>
    private static Dictionary<string, Package> PackagesOf(string file)
    {
        var assets = Path.Combine(Path.GetDirectoryName(file)!, "obj", "project.assets.json");
        using var document = JsonDocument.Parse(File.ReadAllBytes(assets));
        var libraries = document.RootElement.GetProperty("targets").EnumerateObject().First().Value.EnumerateObject();
        return libraries.ToDictionary(
            library => library.Name.Split('/')[0],
            library => new Package(NamesOf(library.Value, "compile"), NamesOf(library.Value, "dependencies")),
            StringComparer.OrdinalIgnoreCase);
    }

    private static string[] NamesOf(JsonElement library, string part) => library.TryGetProperty(part, out var entries)
        ? [.. entries.EnumerateObject().Where(entry => !entry.Name.EndsWith("_._", StringComparison.Ordinal)).Select(entry => NameOf(entry.Name))]
        : [];

    private static string NameOf(string entry) =>
        entry.EndsWith(".dll", StringComparison.Ordinal) ? Path.GetFileNameWithoutExtension(entry) : entry;

    private static HashSet<string> NamedBy(XDocument project, Dictionary<string, Package> packages)
    {
        var named = IncludedAs("PackageReference").SelectMany(name => AssembliesOf(name, packages)).ToHashSet();
        if ((string?)project.Root!.Attribute("Sdk") == "Microsoft.NET.Sdk.Web" || IncludedAs("FrameworkReference").Contains(WebFramework))
            named.UnionWith(WebAssemblies);
        return named;

        IEnumerable<string> IncludedAs(string element) => project.Descendants(element).Select(item => (string)item.Attribute("Include")!);
    }

    /// <summary>A package without assemblies of its own (xunit) stands for all that it brings.</summary>
    private static IEnumerable<string> AssembliesOf(string name, Dictionary<string, Package> packages)
    {
        if (!packages.TryGetValue(name, out var package)) return [];
        return package.Assemblies.Length > 0
            ? package.Assemblies
            : package.Dependencies.SelectMany(dependency => AllAssembliesOf(dependency, packages));
    }

    private static IEnumerable<string> AllAssembliesOf(string name, Dictionary<string, Package> packages) =>
        packages.TryGetValue(name, out var package)
            ? package.Assemblies.Concat(package.Dependencies.SelectMany(dependency => AllAssembliesOf(dependency, packages)))
            : [];

    private static string HintFor(string assembly, Dictionary<string, Package> packages)
    {
        var package = packages.FirstOrDefault(package => package.Value.Assemblies.Contains(assembly)).Key;
        if (package is not null) return $"<PackageReference Include=\"{package}\" />, and its version to Directory.Packages.props";
        return WebAssemblies.Contains(assembly) ? $"<FrameworkReference Include=\"{WebFramework}\" />" : "the package that it is in";
    }

    private sealed record Package(string[] Assemblies, string[] Dependencies);
}
