using CsCheck;
using Seckill.Domain.Collections;
using Seckill.Domain.Tests.Models;

namespace Seckill.Domain.Tests.Collections;

public sealed class RadixArrayTests
{
    private static readonly Gen<long> Numbers = Gen.OneOf(
        Gen.Long[0, 40], Gen.Long[0, 2_000], Gen.Int[0, 62].Select(bit => 1L << bit), Gen.Int[1, 63].Select(bit => (1L << bit) - 1),
        Gen.Long[0, long.MaxValue]);

    private static readonly Gen<(long Number, string? Value, bool Publish)[]> Changes = Gen.Select(
        Numbers, Gen.Frequency((3, Gen.Int.Select(string? (value) => $"{value}")), (2, Gen.Const((string?)null))), Gen.Int[0, 9],
        (number, value, publish) => (Number: number, Value: (string?)value, Publish: publish == 0)).Array[0, 300];

    [Fact]
    public void It_does_what_a_sorted_dictionary_does_and_published_arrays_stay_as_they_are() => Changes.Sample(
        changes =>
        {
            var (builder, expected) = (RadixArray<string>.Empty.ToBuilder(), new SortedDictionary<long, string>());
            var published = new List<(RadixArray<string> Array, SortedDictionary<long, string> Expected)>();
            foreach (var (number, value, publish) in changes)
            {
                builder[number] = value;
                if (value is null) expected.Remove(number);
                else expected[number] = value;
                builder[number].ShouldBe(value);
                if (publish) published.Add((builder.ToImmutable(), new(expected)));
            }

            published.Add((builder.ToImmutable(), expected));
            foreach (var (array, content) in published)
            {
                array.Ascending().ToList().ShouldBe(content);
                foreach (var number in changes.Select(change => change.Number)) array[number].ShouldBe(content.GetValueOrDefault(number));
            }
        },
        iter: Trials.Of(2_000, few: 100));

    [Fact]
    public void An_array_made_from_an_array_leaves_it_as_it_was()
    {
        var builder = RadixArray<string>.Empty.ToBuilder();
        for (var i = 0; i < 5_000; i++) builder[i] = $"{i}";
        var origin = builder.ToImmutable();

        var other = origin.ToBuilder();
        for (var i = 0; i < 5_000; i += 2) other[i] = null;

        origin.Ascending().Count().ShouldBe(5_000);
        other.ToImmutable().Ascending().Count().ShouldBe(2_500);
    }

    [Fact]
    public void Without_a_change_the_same_array_comes_back()
    {
        var builder = RadixArray<string>.Empty.ToBuilder();
        builder[70_000] = "a";
        var array = builder.ToImmutable();

        var again = array.ToBuilder();
        again[70_000] = array[70_000];
        again[3] = null;

        again.ToImmutable().ShouldBeSameAs(array);
    }

    [Fact]
    public void What_lies_beyond_the_ends_is_a_hole()
    {
        var builder = RadixArray<string>.Empty.ToBuilder();
        builder[1] = "a";

        builder.ToImmutable()[-1].ShouldBeNull();
        builder.ToImmutable()[long.MaxValue].ShouldBeNull();
        Should.Throw<ArgumentOutOfRangeException>(() => builder[-1] = "b");
    }
}
