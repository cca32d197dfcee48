using System.Text;
using System.Text.RegularExpressions;
using Seckill.Host.Pages;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Pages;

/// <summary>The modules of the pages after linking. That the result works is shown by <c>Seckill.Browser.Tests</c>.</summary>
public sealed partial class ModuleLinkerTests
{
    private static readonly PageAssets Files = new();
    private static readonly string Linked = TextOf(PageSources.Modules + ModuleLinker.Linked);

    [Fact]
    public void A_part_keeps_its_lines_and_its_own_scope_and_comes_after_what_it_imports()
    {
        var served = ModuleLinker.Link(Sources(
            ("dom.js", "// Elements.\nconst random = 1;\n\n/** Of a kind. */\nexport const el = () => random;\n"),
            ("item-page.js", "import { el } from './dom.js';\nconst random = 2;\n\nexport async function show() {\n  el(random); // as it is\n}\n"),
            ("main.js", "const go = () => import('./item-page.js');\nvoid go();\n")));

        served.Keys.ShouldBe([ModuleLinker.Linked]);
        served[ModuleLinker.Linked].ShouldBe("""

            // ---- dom.js
            const { el } = (() => {
            const random = 1;

            const el = () => random;
            return { el };
            })();

            // ---- item-page.js
            const { show } = (() => {
            const random = 2;

            async function show() {
              el(random); // as it is
            }
            return { show };
            })();

            // ---- main.js
            (() => {
            const go = () => import('./shop.js');
            void go();
            })();

            export { el, show };

            """);
    }

    [Fact]
    public void Other_modules_import_the_linked_file_instead_of_its_parts()
    {
        const string Other = "import { el } from '../dom.js';\nimport { ask } from './dom.js';\nconst { show } = await import('../item-page.js');\nimport('../late.js');\n";
        var served = ModuleLinker.Link(Sources(
            ("dom.js", "export const el = 1;\n"), ("item-page.js", "import { el } from './dom.js';\nexport const show = el;\n"), ("main.js", ""), ("late.js", ""),
            ("desk/dom.js", "export const ask = 1;\n"), ("desk/list.js", Other)));

        served.Keys.ShouldBe(["late.js", "desk/dom.js", "desk/list.js", ModuleLinker.Linked], ignoreOrder: true);
        served["desk/list.js"].ShouldBe(Other.Replace("../dom.js", "../shop.js", StringComparison.Ordinal).Replace("../item-page.js", "../shop.js", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("export let language = 'en';")]
    [InlineData("export default 1;")]
    [InlineData("export { show };")]
    [InlineData("export function* show() {}")]
    [InlineData("import * as dom from './dom.js';")]
    [InlineData("import './dom.js';")]
    [InlineData("import { el } from \"./dom.js\";")]
    [InlineData("import { el } from './nothing.js';")]
    [InlineData("import { go } from './main.js';")]
    [InlineData("export const el = 2;")]
    [InlineData("import { el as one } from './dom.js';")]
    [InlineData("import { nothing } from './dom.js';")]
    [InlineData("await 1;")]
    [InlineData("export const show = await 1;")]
    public void A_line_that_it_does_not_know_is_refused(string line)
    {
        var sources = Sources(
            ("dom.js", "export const el = 1;\n"), ("item-page.js", $"{line}\n"), ("main.js", "import { el } from './dom.js';\nimport { show } from './item-page.js';\nexport const go = el;\n"));

        Should.Throw<InvalidOperationException>(() => ModuleLinker.Link(sources)).Message.ShouldContain("cannot be linked");
    }

    [Fact]
    public void What_an_items_page_needs_to_be_drawn_is_in_one_file()
    {
        foreach (var part in (string[])["main.js", "item-page.js", "item-state.js", "live.js", "api.js", "session.js"]) Linked.ShouldContain($"// ---- {part}\n");
        Linked.ShouldNotContain("import {");
        Linked.ShouldNotContain("/**");
        TextOf(PageAssets.Document).ShouldContain("<script type=\"module\" src=\"{start}\">");
    }

    [Fact]
    public void No_module_can_be_loaded_twice_and_none_is_missing()
    {
        foreach (var path in Files.Paths.Where(PageSources.IsModule))
        {
            foreach (var address in Address().Matches(TextOf(path)).Select(match => match.Groups[1].Value))
            {
                var imported = new Uri(new Uri($"file:///{path}"), address).AbsolutePath[1..];
                Files.Paths.ShouldContain(imported, $"{path} imports {address}");
                Linked.ShouldNotContain($"// ---- {imported[PageSources.Modules.Length..]}\n");
            }
        }
    }

    [Fact]
    public void Whatever_a_module_imports_is_exported_there()
    {
        var checkedNames = 0;
        foreach (var path in Files.Paths.Where(PageSources.IsModule))
        {
            foreach (Match import in Import().Matches(TextOf(path)))
            {
                var from = TextOf(new Uri(new Uri($"file:///{path}"), import.Groups[2].Value).AbsolutePath[1..]);
                foreach (var name in import.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries))
                {
                    (ExportsOf(from).Contains(name)).ShouldBeTrue($"{path} imports {name} from {import.Groups[2].Value}");
                    checkedNames++;
                }
            }
        }

        checkedNames.ShouldBeGreaterThan(100);
    }

    private static Dictionary<string, string> Sources(params (string Path, string Text)[] modules) => modules.ToDictionary(module => module.Path, module => module.Text);

    private static string TextOf(string path) => Encoding.UTF8.GetString(Files.Find(path)!.Plain);

    private static HashSet<string> ExportsOf(string text) =>
    [
        .. Declared().Matches(text).Select(match => match.Groups[1].Value),
        .. Listed().Matches(text).SelectMany(match => match.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries)),
    ];

    [GeneratedRegex(@"(?:from |import\()'(\.[^']*)'")]
    private static partial Regex Address();

    [GeneratedRegex(@"import \{ ([^}]*) \} from '(\.[^']*)'")]
    private static partial Regex Import();

    [GeneratedRegex(@"^export (?:const|let|class|function|async function) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Declared();

    [GeneratedRegex(@"^export \{ ([^}]*) \};", RegexOptions.Multiline)]
    private static partial Regex Listed();
}
