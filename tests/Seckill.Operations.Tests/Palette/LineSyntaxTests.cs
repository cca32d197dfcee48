using CsCheck;
using Seckill.Operations.Palette;

namespace Seckill.Operations.Tests.Palette;

/// <summary>How a line becomes words, whatever the line is.</summary>
public sealed class LineSyntaxTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData("  \t ", new string[0])]
    [InlineData("item show phone", new[] { "item", "show", "phone" })]
    [InlineData("  item\tshow  phone ", new[] { "item", "show", "phone" })]
    [InlineData("a \"b c\" d", new[] { "a", "b c", "d" })]
    [InlineData("a 'b \" c' d", new[] { "a", "b \" c", "d" })]
    [InlineData("a \"b \\\" \\\\ c\"", new[] { "a", "b \" \\ c" })]
    [InlineData("--reason=\"late delivery\"", new[] { "--reason=late delivery" })]
    [InlineData("\"\" x", new[] { "", "x" })]
    [InlineData("a\\b", new[] { "a\\b" })]
    public void A_line_is_split_at_spaces_outside_of_quotes(string line, string[] expected)
    {
        LineSyntax.TrySplit(line, out var words).ShouldBeNull();

        words.ShouldBe(expected);
    }

    [Theory]
    [InlineData("a \"b", "double quote")]
    [InlineData("a 'b", "single quote")]
    [InlineData("a\u0000b", "control character")]
    [InlineData("a\nb", "control character")]
    [InlineData("\"a\u001b[2J\"", "control character")]
    public void What_cannot_be_split_says_why(string line, string part) =>
        LineSyntax.TrySplit(line, out _).ShouldNotBeNull().ShouldContain(part);

    [Fact]
    public void Lines_are_bounded_in_length_words_and_the_length_of_a_word()
    {
        LineSyntax.TrySplit(new string(' ', LineSyntax.LengthMax), out _).ShouldBeNull();
        LineSyntax.TrySplit(new string(' ', LineSyntax.LengthMax + 1), out _).ShouldNotBeNull();
        LineSyntax.TrySplit(string.Join(' ', Enumerable.Repeat("a", LineSyntax.WordsMax)), out var most).ShouldBeNull();
        most.Count.ShouldBe(LineSyntax.WordsMax);
        LineSyntax.TrySplit(string.Join(' ', Enumerable.Repeat("a", LineSyntax.WordsMax + 1)), out _).ShouldNotBeNull();
        LineSyntax.TrySplit(new string('a', LineSyntax.WordLengthMax), out _).ShouldBeNull();
        LineSyntax.TrySplit(new string('a', LineSyntax.WordLengthMax + 1), out _).ShouldNotBeNull();
    }

    [Fact]
    public void Quoted_words_come_back_as_they_were() => Gen.String[Gen.Char[' ', '\u04ff'], 0, 20]
        .Where(word => !word.Any(char.IsControl)).Array[0, 20]
        .Sample(words =>
        {
            var fault = LineSyntax.TrySplit(string.Join(' ', words.Select(LineSyntax.Quote)), out var found);
            return fault is null && found.SequenceEqual(words);
        });

    [Fact]
    public void No_line_makes_it_throw() => Gen.String[Gen.OneOf(Gen.Char, Gen.Char["\"'\\ \t-="]), 0, 200]
        .Sample(line =>
        {
            var fault = LineSyntax.TrySplit(line, out var words);
            return fault is not null || words.Count <= LineSyntax.WordsMax;
        });
}
