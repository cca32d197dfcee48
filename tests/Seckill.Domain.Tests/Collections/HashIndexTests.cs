using CsCheck;
using Seckill.Domain.Collections;
using Seckill.Domain.Tests.Models;

namespace Seckill.Domain.Tests.Collections;

public sealed class HashIndexTests
{
    private sealed record Change(int Owner, bool Adds, bool Publish);

    private static readonly Gen<int> Hashes = Gen.OneOf(
        Gen.Int, Gen.Int[0, 3], Gen.Int[0, 40].Select(low => low << 27), Gen.Const(-1), Gen.Int[0, 1023].Select(bits => bits | int.MinValue));

    /// <summary>Every owner has a hash; many share one, in some bits or in all.</summary>
    private static readonly Gen<int[]> Owners = Gen.OneOf(Hashes.Array[400], Gen.Int[0, 1].Array[400], Gen.Int.Array[400]);

    private static readonly Gen<Change[]> Changes = Gen.Select(Gen.Int[0, 399], Gen.Int[0, 4], Gen.Int[0, 19],
        (owner, adds, publish) => new Change(owner, adds > 1, publish == 0)).Array[0, 600];

    [Fact]
    public void It_does_what_a_dictionary_does_and_published_indexes_stay_as_they_are() => Gen.Select(Owners, Changes).Sample(
        (hashes, changes) =>
        {
            // Numbers change with every addition, as an owner's next order has another sequence.
            var (builder, expected, number) = (HashIndex.Empty.ToBuilder(), new Dictionary<int, uint>(), 0U);
            var published = new List<(HashIndex Index, Dictionary<int, uint> Expected)>();
            foreach (var (owner, adds, publish) in changes)
            {
                var hash = hashes[owner];
                if (adds && !expected.ContainsKey(owner)) builder.Add(hash, expected[owner] = ++number);
                else if (!adds) builder.Remove(hash, expected.Remove(owner, out var gone) ? gone : uint.MaxValue);
                builder.Count.ShouldBe(expected.Count);
                builder.Find(hash, new Named(expected.GetValueOrDefault(owner))).ShouldBe(expected.GetValueOrDefault(owner));
                if (publish) published.Add((builder.ToImmutable(), new(expected)));
            }

            published.Add((builder.ToImmutable(), expected));
            foreach (var (index, content) in published)
            {
                index.Count.ShouldBe(content.Count);
                index.Numbers.Order().ShouldBe(content.Values.Order());
                for (var owner = 0; owner < hashes.Length; owner++)
                {
                    var own = content.GetValueOrDefault(owner);
                    index.Find(hashes[owner], new Named(own)).ShouldBe(own);
                }
            }
        },
        iter: Trials.Of(1_000, few: 100));

    [Fact]
    public void Without_a_change_the_same_index_comes_back()
    {
        var builder = HashIndex.Empty.ToBuilder();
        for (var i = 1U; i < 500; i++) builder.Add((int)i, i);
        var index = builder.ToImmutable();

        var again = index.ToBuilder();
        again.Remove(3, 4);
        again.Remove(1_000, 1_000);

        again.ToImmutable().ShouldBeSameAs(index);
    }

    [Fact]
    public void When_all_entries_are_gone_nothing_is_kept()
    {
        var builder = HashIndex.Empty.ToBuilder();
        for (var i = 1U; i <= 10_000; i++) builder.Add((int)(i * 2_654_435_761), i);
        for (var i = 1U; i <= 10_000; i++) builder.Remove((int)(i * 2_654_435_761), i);

        builder.Count.ShouldBe(0);
        builder.ToImmutable().ShouldBeSameAs(HashIndex.Empty);
    }

    [Fact]
    public void Zero_is_nobodys_number() =>
        Should.Throw<ArgumentOutOfRangeException>(() => HashIndex.Empty.ToBuilder().Add(1, 0));

    /// <summary>An owner who knows only the own number; 0 owns nothing.</summary>
    private readonly struct Named(uint own) : INumberOwner
    {
        public bool Owns(uint number) => number == own;
    }
}
