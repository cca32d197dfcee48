using System.Text.RegularExpressions;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Repository;

/// <summary>The picture of the house in <c>src/README.md</c>, and its table of what to touch, against the folders and files that there are.</summary>
public sealed partial class HouseTests
{
    private const int FilesPerRowMax = 6;

    private static readonly string Source = Path.Combine(HostProcess.RepositoryRoot, "src");
    private static readonly string Text = File.ReadAllText(Path.Combine(Source, "README.md"));

    [Theory]
    [InlineData("Seckill.Domain")]
    [InlineData("Seckill.Actors")]
    [InlineData("Seckill.Storage")]
    [InlineData("Seckill.Operations")]
    [InlineData("Seckill.Host")]
    [InlineData("Seckill.Cli")]
    [InlineData("Seckill.Pbm")]
    public void The_picture_shows_every_folder_and_no_other(string project)
    {
        var picture = Picture().Match(Text).Value;
        var part = picture[picture.IndexOf(project, StringComparison.Ordinal)..].Split("\n\n")[0];
        var shown = Folder().Matches(part).Select(match => match.Groups[1].Value);

        shown.Order(StringComparer.Ordinal).ShouldBe(FoldersOf(Path.Combine(Source, project)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_row_of_what_to_touch_names_few_files_and_all_of_them_exist()
    {
        var rows = Text[Text.IndexOf("| to add | touch |", StringComparison.Ordinal)..].Split("\n\n")[0].Split('\n')[2..];
        rows.Length.ShouldBeGreaterThan(5);
        var files = Directory.EnumerateFiles(Source, "*", SearchOption.AllDirectories).Where(IsOurs).Select(Path.GetFileName).ToHashSet();

        foreach (var row in rows)
        {
            var named = FileName().Matches(row).Select(match => match.Groups[1].Value).Where(name => name != "README.md").ToArray();
            named.ShouldNotBeEmpty(row);
            named.Length.ShouldBeLessThanOrEqualTo(FilesPerRowMax, row);
            named.ShouldBeSubsetOf(files!, row);
        }
    }

    /// <summary>The folders that hold code, at any depth.</summary>
    private static IEnumerable<string> FoldersOf(string project) => Directory.EnumerateFiles(project, "*.cs", SearchOption.AllDirectories)
        .Where(IsOurs)
        .SelectMany(file => Path.GetRelativePath(project, file).Split(Path.DirectorySeparatorChar)[..^1])
        .Distinct();

    private static bool IsOurs(string path) => !Built().IsMatch(path);

    [GeneratedRegex(@"(?<=```\n)Seckill\.Domain.+?(?=```)", RegexOptions.Singleline)]
    private static partial Regex Picture();

    [GeneratedRegex(@"(?<=[ ─])(\w+)/(?= )")]
    private static partial Regex Folder();

    [GeneratedRegex(@"([\w.]+\.(?:cs|proto))`")]
    private static partial Regex FileName();

    [GeneratedRegex(@"[\\/](bin|obj)[\\/]")]
    private static partial Regex Built();
}
