using System.Linq.Expressions;
using System.Xml.Linq;

namespace Seckill.Domain.Tests.Architecture;

/// <summary>Dependencies point one way: Host → Operations → Storage → Actors → Domain.</summary>
public sealed class LayerTests
{
    private static readonly string[] InnerToOuter = ["Seckill.Domain", "Seckill.Actors", "Seckill.Storage", "Seckill.Operations", "Seckill.Host"];
    private static readonly string[] Databases = ["Npgsql", "Microsoft.Data.Sqlite", "Dapper", "Akka.Persistence.Sql"];

    [Fact]
    public void A_project_refers_only_to_the_layers_further_in()
    {
        foreach (var (layer, project) in InnerToOuter.Index())
        {
            var references = ReferencesOf(project, "ProjectReference")
                .Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));
            // Only a build with Petabridge.Cmd has this door.
            references.Except(InnerToOuter.Take(layer)).Except(project == "Seckill.Host" ? ["Seckill.Pbm"] : [])
                .ShouldBeEmpty($"{project} refers outwards");
        }
    }

    [Fact]
    public void The_layers_are_really_connected()
    {
        foreach (var (inner, outer) in InnerToOuter.Zip(InnerToOuter.Skip(1)))
            ReferencesOf(outer, "ProjectReference").ShouldContain(path => path.EndsWith($"{inner}.csproj", StringComparison.Ordinal));
    }

    [Fact]
    public void The_console_knows_nodes_only_over_http() => ReferencesOf("Seckill.Cli", "ProjectReference").ShouldBeEmpty();

    [Fact]
    public void The_door_for_pbm_refers_to_the_palette_and_to_its_declarations_alone() =>
        ReferencesOf("Seckill.Pbm", "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path))
            .ShouldBe(["Seckill.Operations", "Seckill.Pbm.Declarations"]);

    [Fact]
    public void The_domain_uses_no_package_at_all() => ReferencesOf("Seckill.Domain", "PackageReference").ShouldBeEmpty();

    [Fact]
    public void Only_the_host_knows_the_web_and_only_the_storage_knows_the_databases()
    {
        foreach (var project in InnerToOuter.SkipLast(1))
            ReferencesOf(project, "PackageReference").ShouldNotContain(IsWeb);
        foreach (var project in InnerToOuter.Where(project => project != "Seckill.Storage"))
            ReferencesOf(project, "PackageReference").Intersect(Databases).ShouldBeEmpty(project);
    }

    private static Expression<Func<string, bool>> IsWeb => package => package.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal);

    private static List<string> ReferencesOf(string project, string kind)
    {
        var file = XDocument.Load(Path.Combine(Root, "src", project, $"{project}.csproj"));
        return [.. file.Descendants(kind).Select(item => item.Attribute("Include")!.Value)];
    }

    private static string Root { get; } = FindRoot(new DirectoryInfo(AppContext.BaseDirectory));

    private static string FindRoot(DirectoryInfo? directory)
    {
        for (; directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "SeckillAkka.sln"))) return directory.FullName;
        }

        throw new InvalidOperationException("The tests do not run below the directory of SeckillAkka.sln.");
    }
}
