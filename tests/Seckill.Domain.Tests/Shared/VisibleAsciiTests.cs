using Seckill.Domain.Shared;

namespace Seckill.Domain.Tests.Shared;

/// <summary>Buyers, idempotency keys and payment ids follow one rule: 1 to 64 visible ASCII characters.</summary>
public sealed class VisibleAsciiTests
{
    public static TheoryData<string> Valid =>
        ["a", "!", "~", "Alice@example.com", "6f1c7d0e-8a54-4b3e-9a6b-1f2e3d4c5b6a", new string('x', 64)];

    public static TheoryData<string?> Invalid =>
        [
            null, "", " ", "a b", " a", "a ", "a\t", "a\n", "a\0", "\u007f", "\u0080", "é", "手机", "\u200b", "ａ",
            new string('x', 65), new string('x', 100_000),
        ];

    [Theory]
    [MemberData(nameof(Valid))]
    public void Visible_characters_are_read_and_kept_as_they_are(string text)
    {
        BuyerId.TryParse(text, out var buyer).ShouldBeTrue();
        IdempotencyKey.TryParse(text, out var key).ShouldBeTrue();
        PaymentId.TryParse(text, out var payment).ShouldBeTrue();

        (buyer.Value, key.Value, payment.Value).ShouldBe((text, text, text));
        (buyer.ToString(), key.ToString(), payment.ToString()).ShouldBe((text, text, text));
        (buyer, key, payment).ShouldBe((BuyerId.Parse(text), IdempotencyKey.Parse(text), PaymentId.Parse(text)));
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Anything_else_is_refused(string? text)
    {
        BuyerId.TryParse(text, out var buyer).ShouldBeFalse();
        IdempotencyKey.TryParse(text, out var key).ShouldBeFalse();
        PaymentId.TryParse(text, out var payment).ShouldBeFalse();

        (buyer, key, payment).ShouldBe((default, default, default));
        Should.Throw<FormatException>(() => BuyerId.Parse(text!));
        Should.Throw<FormatException>(() => IdempotencyKey.Parse(text!));
        Should.Throw<FormatException>(() => PaymentId.Parse(text!));
    }

    [Fact]
    public void Every_character_outside_0x21_to_0x7E_is_refused_wherever_it_stands()
    {
        for (var code = 0; code <= char.MaxValue; code++)
        {
            var valid = code is >= 0x21 and <= 0x7E;
            BuyerId.TryParse($"{(char)code}", out _).ShouldBe(valid);
            BuyerId.TryParse($"ab{(char)code}cd", out _).ShouldBe(valid);
        }
    }

    [Fact]
    public void The_default_value_names_nobody()
    {
        Should.Throw<InvalidOperationException>(() => default(BuyerId).Value);
        Should.Throw<InvalidOperationException>(() => default(BuyerId).StableHash);
        Should.Throw<InvalidOperationException>(() => default(IdempotencyKey).Value);
        Should.Throw<InvalidOperationException>(() => default(PaymentId).Value);
        (default(BuyerId).ToString(), default(IdempotencyKey).ToString(), default(PaymentId).ToString()).ShouldBe(("", "", ""));
    }

    [Fact]
    public void Case_matters() => BuyerId.Parse("Alice").ShouldNotBe(BuyerId.Parse("alice"));
}
