using System.Collections.Frozen;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Seckill.Host.Pages;

/// <summary>
/// The one HTML document of all pages, in each language. Its script reads from the address which page it is, and gets what there is to show
/// from the API, so the document is the same for every item and buyer. Those of the operators' desk may differ in how one signs in.
/// </summary>
internal sealed class PageDocuments
{
    /// <summary>The folder of the shop's texts.</summary>
    public const string ShopTexts = "js/texts";

    /// <summary>The folder of the further texts that the operators' desk has.</summary>
    public const string DeskTexts = "js/desk/texts";

    private readonly FrozenDictionary<string, PageFile> _documents;

    /// <param name="assets">The files.</param>
    /// <param name="signIn">How people sign in.</param>
    public PageDocuments(PageAssets assets, SignInChoice signIn)
    {
        Headers = new PageHeaders(signIn);
        var template = Encoding.UTF8.GetString(assets.Find(PageAssets.Document)!.Plain);
        var root = $"{PageEndpoints.Assets}/{assets.Version}";
        _documents = PageLanguage.All.ToFrozenDictionary(language => language, language => new PageFile(
            Encoding.UTF8.GetBytes(template
                .Replace("{language}", language, StringComparison.Ordinal)
                .Replace("{title}", HtmlEncoder.Default.Encode(TitleOf(assets, language)), StringComparison.Ordinal)
                .Replace("{start}", $"{root}/{PageSources.Modules}{ModuleLinker.Linked}", StringComparison.Ordinal)
                .Replace("{texts}", $"{root}/{ShopTexts}/{language}.js", StringComparison.Ordinal)
                .Replace("{assets}", root, StringComparison.Ordinal)
                .Replace("{sign-in}", signIn.Attributes, StringComparison.Ordinal)),
            "text/html; charset=utf-8"));
    }

    /// <summary>The headers of these pages.</summary>
    public PageHeaders Headers { get; }

    /// <summary>The document in a language of <see cref="PageLanguage.All"/>.</summary>
    public PageFile Of(string language) => _documents[language];

    /// <summary>
    /// A dictionary: key to text. The file is a module whose only content is JSON. The shop has one of each language, the desk another.
    /// </summary>
    public static IReadOnlyDictionary<string, string> ReadTexts(PageAssets assets, string language, string folder = ShopTexts)
    {
        const string Start = "export default";
        var module = Encoding.UTF8.GetString(assets.Find($"{folder}/{language}.js")!.Plain);
        var json = module[(module.IndexOf(Start, StringComparison.Ordinal) + Start.Length)..].Trim().TrimEnd(';');
        using var texts = JsonDocument.Parse(json);
        return texts.RootElement.EnumerateObject().ToDictionary(text => text.Name, text => text.Value.GetString()!);
    }

    private static string TitleOf(PageAssets assets, string language) => ReadTexts(assets, language)["title"];
}
