using Seckill.Domain.Items;

namespace Seckill.Domain.Tests.Items;

public sealed class ItemPresentationTests
{
    [Theory]
    [InlineData("/pictures/phone-17.png?size=2#x")]
    [InlineData("/")]
    [InlineData("https://cdn.example/phone.webp")]
    [InlineData("https://[2001:db8::1]:8443/phone")]
    [InlineData("https://例.example/")]
    public void A_picture_is_absolute_with_https_or_a_path(string text)
    {
        var isAscii = text.All(char.IsAscii);

        ItemLimits.IsImageUrl(text).ShouldBe(isAscii, "other characters are written with percent signs, or in Punycode");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" /a")]
    [InlineData("a.png")]
    [InlineData("//other.example/a.png")]
    [InlineData("/\\other.example/a.png")]
    [InlineData("http://other.example/a.png")]
    [InlineData("HTTPS://other.example/a.png")]
    [InlineData("https:///a.png")]
    [InlineData("https://")]
    [InlineData("https://user:secret@other.example/a.png")]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:image/png;base64,AAAA")]
    [InlineData("https://other.example/a\"onerror=alert(1)")]
    [InlineData("https://other.example/a<b")]
    [InlineData("https://other.example/a b")]
    [InlineData("/a\nb")]
    public void What_may_run_a_script_or_go_elsewhere_is_no_picture(string text)
    {
        ItemLimits.IsImageUrl(text).ShouldBeFalse();
        Should.Throw<ArgumentException>(() => new ItemPresentation { ImageUrl = text });
    }

    [Fact]
    public void The_longest_address_is_accepted_and_one_more_is_not()
    {
        ItemLimits.IsImageUrl("/".PadRight(ItemLimits.ImageUrlLengthMax, 'x')).ShouldBeTrue();
        ItemLimits.IsImageUrl("/".PadRight(ItemLimits.ImageUrlLengthMax + 1, 'x')).ShouldBeFalse();
    }

    [Theory]
    [InlineData("x", true)]
    [InlineData("一台\n两行", true)]
    [InlineData("", false)]
    [InlineData(" \n", false)]
    [InlineData("a\r\nb", false)]
    [InlineData("a\tb", false)]
    [InlineData("a\0b", false)]
    public void A_description_has_lines_and_no_other_control_characters(string text, bool isOne) => ItemLimits.IsDescription(text).ShouldBe(isOne);

    [Fact]
    public void Half_a_character_is_no_description() => ItemLimits.IsDescription("half \ud83d").ShouldBeFalse();

    [Fact]
    public void The_longest_description_is_counted_in_characters_and_not_in_units()
    {
        var longest = string.Concat(Enumerable.Repeat("😀", ItemLimits.DescriptionLengthMax));

        new ItemPresentation { Description = longest }.Description.ShouldBe(longest);
        Should.Throw<ArgumentException>(() => new ItemPresentation { Description = longest + "x" });
    }

    [Theory]
    [InlineData(0L, true)]
    [InlineData(ItemLimits.PriceAmountMax, true)]
    [InlineData(-1L, false)]
    [InlineData(ItemLimits.PriceAmountMax + 1, false)]
    public void A_list_price_is_a_price(long amount, bool isOne)
    {
        if (isOne) new ItemPresentation { ListPrice = amount }.ListPrice.ShouldBe(amount);
        else Should.Throw<ArgumentOutOfRangeException>(() => new ItemPresentation { ListPrice = amount });
    }
}
