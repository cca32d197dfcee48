using Seckill.Domain.Shared;

namespace Seckill.Domain.Tests.Shared;

public sealed class ItemIdTests
{
    public static TheoryData<string> Valid => ["a", "0", "z9", "phone-13", "a-", "1--2", new string('a', 64)];

    public static TheoryData<string?> Invalid =>
        [
            null, "", "-", "-a", "A", "phone_13", "phone 13", " a", "a ", "a/b", "a.b",
            "a\0", "a\n", "é", "手机", "\u0131", "ａ", new string('a', 65),
        ];

    [Theory]
    [MemberData(nameof(Valid))]
    public void A_valid_id_is_read_and_kept_as_it_is(string text)
    {
        ItemId.TryParse(text, out var id).ShouldBeTrue();
        id.Value.ShouldBe(text);
        id.ToString().ShouldBe(text);
        id.ShouldBe(ItemId.Parse(text));
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Anything_else_is_refused(string? text)
    {
        ItemId.TryParse(text, out var id).ShouldBeFalse();
        id.ShouldBe(default);
        Should.Throw<FormatException>(() => ItemId.Parse(text!));
    }

    [Fact]
    public void Only_small_letters_digits_and_dashes_are_allowed()
    {
        for (var code = 0; code <= char.MaxValue; code++)
        {
            var c = (char)code;
            var plain = c is >= 'a' and <= 'z' or >= '0' and <= '9';
            ItemId.TryParse($"{c}", out _).ShouldBe(plain);
            ItemId.TryParse($"a{c}", out _).ShouldBe(plain || c == '-');
        }
    }

    [Fact]
    public void The_default_value_names_nothing()
    {
        Should.Throw<InvalidOperationException>(() => default(ItemId).Value);
        default(ItemId).ToString().ShouldBe("");
    }
}
