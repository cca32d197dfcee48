using System.Text.Json;
using System.Text.RegularExpressions;
using Seckill.Actors.Operators;
using Seckill.Actors.Reconciliation;
using Seckill.Host.Errors;
using Seckill.Host.Operators;
using Seckill.Host.Pages;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Pages;

/// <summary>The dictionaries of the pages against each other, the contract's codes, and the modules that use them.</summary>
public sealed partial class PageTextsTests
{
    private static readonly PageAssets Files = new();

    /// <summary>Texts whose keys the modules put together.</summary>
    private static readonly string[] Families =
    [
        "code.", "phase.", "state.", "button.", "badge.", "status.", "desk.", "act.", "ask.", "field.", "rule.", "books.", "blocks.", "member.",
        "operation.", "outcome.", "difference.", "failure.",
    ];

    public static TheoryData<string> Languages => [.. PageLanguage.All];

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_code_of_the_contract_has_its_text(string language)
    {
        var texts = TextsOf(language);

        ProblemKind.All.Select(kind => kind.Code).Where(code => !texts.ContainsKey($"code.{code}")).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_language_says_all_that_the_first_one_says_with_the_same_values(string language)
    {
        var (first, other) = (TextsOf(PageLanguage.All[0]), TextsOf(language));

        other.Keys.ShouldBe(first.Keys, ignoreOrder: true);
        foreach (var (key, text) in other)
        {
            text.ShouldNotBeNullOrWhiteSpace(key);
            ValuesOf(text).ShouldBe(ValuesOf(first[key]), ignoreOrder: true, customMessage: key);
        }
    }

    [Fact]
    public void The_second_language_is_not_the_first_one()
    {
        var (first, second) = (TextsOf("en"), TextsOf("zh"));

        first.Where(text => text.Value == second[text.Key]).ShouldBeEmpty();
    }

    [Fact]
    public void Every_text_that_a_module_names_exists_and_every_text_is_used()
    {
        var texts = TextsOf("en");
        string[] named = [.. Modules().SelectMany(module => NamedText().Matches(module.Text)).Select(match => match.Groups[1].Value)];
        named.Length.ShouldBeGreaterThan(40);
        var words = Modules().SelectMany(module => Word().Matches(module.Text)).Select(match => match.Groups[1].Value).ToHashSet();

        named.Where(key => !texts.ContainsKey(key)).ShouldBeEmpty("a text is missing");
        texts.Keys.Where(key => !words.Contains(key) && key != "title" && !Families.Any(key.StartsWith)).ShouldBeEmpty("a text is of no use");
    }

    [Fact]
    public void A_page_of_the_shop_needs_none_of_the_texts_that_only_the_desk_loads()
    {
        var shop = PageDocuments.ReadTexts(Files, "en");
        var named = Modules().Where(module => !module.Path.StartsWith("js/desk/", StringComparison.Ordinal) && module.Path != "js/nav.js")
            .SelectMany(module => NamedText().Matches(module.Text)).Select(match => match.Groups[1].Value);

        named.Where(key => !shop.ContainsKey(key)).ShouldBeEmpty();
        PageDocuments.ReadTexts(Files, "en", PageDocuments.DeskTexts).Keys.Where(shop.ContainsKey).ShouldBeEmpty("said twice");
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Everything_that_operators_do_and_that_books_can_show_has_its_text(string language)
    {
        var texts = TextsOf(language);
        string[] operations = [OperationNames.ListItem, OperationNames.AdjustStock, OperationNames.PauseSale, OperationNames.ResumeSale, OperationNames.CloseSale, OperationNames.CancelOrder, OperationNames.SetSwitch, OperationNames.AddBlock, OperationNames.RemoveBlock];
        string[] outcomes = [OperationNames.Listed, OperationNames.Changed, OperationNames.Unchanged, OperationNames.Cancelled, OperationNames.RefundDue];
        var kinds = Enum.GetValues<DifferenceKind>().Select(DifferenceKinds.Of);

        operations.Select(name => $"operation.{name}").Concat(outcomes.Select(name => $"outcome.{name}")).Concat(kinds.Select(kind => $"difference.{kind}"))
            .Where(key => !texts.ContainsKey(key)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_field_of_a_form_of_the_desk_has_its_label_and_its_rule()
    {
        var texts = TextsOf("en");
        string[] fields = [.. Modules().Where(module => module.Path.StartsWith("js/desk/", StringComparison.Ordinal))
            .SelectMany(module => FieldName().Matches(module.Text)).Select(match => match.Groups[1].Value)];
        fields.Length.ShouldBeGreaterThan(15);

        fields.SelectMany(name => (string[])[$"field.{name}", $"rule.{name}"]).Where(key => !texts.ContainsKey(key)).ShouldBeEmpty();
        string[] known = [.. typeof(ListingRequest).GetProperties().Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name))];
        known.Except(fields).ShouldBeEmpty("an item's field is not in the form");
    }

    [Fact]
    public void Every_state_of_an_item_has_a_sentence_and_every_button_a_text()
    {
        var texts = TextsOf("en");
        var table = Modules().Single(module => module.Path == "js/item-state.js").Text;
        string[] states = [.. StateName().Matches(table).Select(match => match.Groups[1].Value)];
        string[] buttons = [.. ButtonName().Matches(table).Select(match => match.Groups[1].Value)];
        states.Length.ShouldBeGreaterThan(10);
        buttons.Length.ShouldBeGreaterThan(8);

        states.Where(state => state != "missing" && !texts.ContainsKey($"state.{state}")).ShouldBeEmpty();
        buttons.Where(button => !texts.ContainsKey($"button.{button}")).ShouldBeEmpty();
    }

    [Fact]
    public void No_module_parses_text_as_markup_or_code()
    {
        foreach (var (path, text) in Modules())
        {
            foreach (var word in (string[])["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "DOMParser", "srcdoc", "setHTML"])
                text.Replace("keeps innerHTML and its like", "", StringComparison.Ordinal).ShouldNotContain(word, Case.Sensitive, path);
        }
    }

    private static IEnumerable<(string Path, string Text)> Modules() =>
        from module in PageSources.ModulesOf(PageSources.Read())
        where !module.Key.Contains("texts/", StringComparison.Ordinal)
        select (PageSources.Modules + module.Key, module.Value);

    /// <summary>What the shop and the desk say.</summary>
    private static Dictionary<string, string> TextsOf(string language) =>
        PageDocuments.ReadTexts(Files, language).Concat(PageDocuments.ReadTexts(Files, language, PageDocuments.DeskTexts)).ToDictionary();

    private static string[] ValuesOf(string text) => [.. Value().Matches(text).Select(match => match.Value).Distinct()];

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Value();

    [GeneratedRegex(@"(?<![\w.])t\('([\w.]+)'")]
    private static partial Regex NamedText();

    [GeneratedRegex(@"'([\w.]+)'")]
    private static partial Regex Word();

    [GeneratedRegex(@"name: '(\w+)', kind: '")]
    private static partial Regex FieldName();

    [GeneratedRegex(@"name: '(\w+)'")]
    private static partial Regex StateName();

    [GeneratedRegex(@"button: '(\w+)'")]
    private static partial Regex ButtonName();
}
