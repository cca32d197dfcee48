using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Seckill.Host.Access;
using Seckill.Host.Pages;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Pages;

/// <summary>How the pages let people sign in, by what is configured.</summary>
public sealed class SignInChoiceTests
{
    private static readonly IHostEnvironment Development = new Place(Environments.Development);
    private static readonly IHostEnvironment Production = new Place(Environments.Production);

    [Fact]
    public void Without_a_provider_only_a_developer_signs_in_and_with_one_nobody_does_by_a_name()
    {
        SignInChoice.OfShop(new AuthSettings(), Development).Way.ShouldBe("development");
        SignInChoice.OfShop(new AuthSettings(), Production).Way.ShouldBe("none");
        SignInChoice.OfShop(new AuthSettings { Authority = "https://id.example" }, Development).Way.ShouldBe("none");
        SignInChoice.OfDesk(new AuthSettings { Authority = "https://id.example" }, Development).Way.ShouldBe("none");
    }

    [Fact]
    public void A_client_of_the_provider_makes_the_pages_sign_in_there()
    {
        var choice = SignInChoice.OfShop(new AuthSettings { Authority = "https://id.example/realms/shop", ClientId = "pages\"<", Audience = "seckill" }, Production);

        choice.Way.ShouldBe("oidc");
        choice.Origin.ShouldBe("https://id.example");
        choice.Attributes.ShouldBe(
            "data-sign-in=\"oidc\" data-authority=\"https://id.example/realms/shop\" data-client=\"pages&quot;&lt;\" data-scope=\"openid\" data-token=\"access_token\"");
        SignInChoice.OfShop(new AuthSettings { Authority = "https://id.example", ClientId = "pages", AuthorityAudience = "pages" }, Production)
            .Attributes.ShouldEndWith("data-token=\"id_token\"");
    }

    [Fact]
    public void Operators_with_a_provider_of_their_own_sign_in_there_and_only_there()
    {
        var settings = new AuthSettings { Authority = "https://shoppers.example", ClientId = "shop" };
        settings.Operators.Authority = "https://staff.example";

        SignInChoice.OfDesk(settings, Production).Way.ShouldBe("none");
        settings.Operators.ClientId = "desk";
        SignInChoice.OfDesk(settings, Production).Origin.ShouldBe("https://staff.example");
        SignInChoice.OfShop(settings, Production).Origin.ShouldBe("https://shoppers.example");
    }

    [Fact]
    public void A_client_without_a_provider_an_empty_one_and_a_scope_without_openid_are_refused()
    {
        new AuthSettings { ClientId = "pages" }.Check("Here").ShouldHaveSingleItem().ShouldContain("Here:Authority");
        new AuthSettings { Authority = "https://id.example", ClientId = "" }.Check("Here").ShouldHaveSingleItem().ShouldContain("Here:ClientId");
        new AuthSettings { Authority = "https://id.example", Scope = "profile" }.Check("Here").ShouldHaveSingleItem().ShouldContain("'openid'");
        new AuthSettings { Authority = "https://id.example", ClientId = "pages", Scope = "openid profile" }.Check("Here").ShouldBeEmpty();
    }

    private sealed class Place(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;

        public string ApplicationName { get; set; } = "seckill";

        public string ContentRootPath { get; set; } = "/";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
