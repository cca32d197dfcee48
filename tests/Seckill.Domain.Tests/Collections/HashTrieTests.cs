using CsCheck;
using Seckill.Domain.Collections;
using Seckill.Domain.Tests.Models;

namespace Seckill.Domain.Tests.Collections;

public sealed class HashTrieTests
{
    /// <summary>A key with a hash of our choice, so that keys collide in some bits, or in all.</summary>
    public readonly record struct Key(int Id, int Hash)
    {
        public override int GetHashCode() => Hash;
    }

    private sealed record Change(Key Key, int? Value, bool Publish);

    private static readonly Gen<int> Hashes = Gen.OneOf(
        Gen.Int, Gen.Int[0, 3], Gen.Int[0, 40].Select(low => low << 27), Gen.Const(-1),
        Gen.Int[0, 1023].Select(bits => bits | int.MinValue));

    private static readonly Gen<Key> Keys = Gen.Select(Gen.Int[0, 5], Hashes, (id, hash) => new Key(id, hash));

    private static readonly Gen<int?> Values = Gen.Frequency((3, Gen.Int.Select(value => (int?)value)), (2, Gen.Const((int?)null)));

    private static readonly Gen<Change[]> Changes = Gen.Select(Values, Keys, Gen.Int[0, 9],
        (value, key, publish) => new Change(key, value, publish == 0)).Array[0, 400];

    [Fact]
    public void It_does_what_a_dictionary_does_and_published_maps_stay_as_they_are() => Changes.Sample(
        changes =>
        {
            var (builder, expected) = (HashTrie<Key, int>.Empty.ToBuilder(), new Dictionary<Key, int>());
            var published = new List<(HashTrie<Key, int> Map, Dictionary<Key, int> Expected)>();
            foreach (var change in changes)
            {
                if (change.Value is { } value) (builder[change.Key], expected[change.Key]) = (value, value);
                else Remove(builder, expected, change.Key);
                builder.Count.ShouldBe(expected.Count);
                if (change.Publish) published.Add((builder.ToImmutable(), new(expected)));
            }

            published.Add((builder.ToImmutable(), expected));
            foreach (var (map, content) in published) Same(map, content, changes);
        },
        iter: Trials.Of(2_000, few: 100));

    [Fact]
    public void A_map_made_from_a_map_leaves_it_as_it_was()
    {
        var origin = Numbers(1_000);
        var builder = origin.ToBuilder();
        for (var i = 500; i < 1_500; i++) builder[i] = -i;
        for (var i = 0; i < 100; i++) builder.Remove(i);
        var changed = builder.ToImmutable();

        origin.Count.ShouldBe(1_000);
        origin.ShouldAllBe(entry => entry.Key == entry.Value);
        (changed.Count, changed[499], changed[500], changed.ContainsKey(99)).ShouldBe((1_400, 499, -500, false));
    }

    [Fact]
    public void Without_a_change_the_same_map_comes_back()
    {
        var map = Numbers(100);
        var builder = map.ToBuilder();
        builder.Remove(-1);

        builder.ToImmutable().ShouldBeSameAs(map);
    }

    [Fact]
    public void When_all_entries_are_gone_nothing_is_kept()
    {
        var builder = Numbers(10_000).ToBuilder();
        for (var i = 0; i < 10_000; i++) builder.Remove(i);

        builder.ToImmutable().ShouldBeEmpty();
        builder.Count.ShouldBe(0);
    }

    [Fact]
    public void A_key_that_is_not_there_is_told()
    {
        Should.Throw<KeyNotFoundException>(() => Numbers(3)[3]);
        Should.Throw<KeyNotFoundException>(() => Numbers(3).ToBuilder()[3]);
        Numbers(0).TryGetValue(0, out _).ShouldBeFalse();
    }

    private static void Remove(HashTrie<Key, int>.Builder builder, Dictionary<Key, int> expected, Key key)
    {
        builder.Remove(key);
        expected.Remove(key);
    }

    private static HashTrie<int, int> Numbers(int count)
    {
        var builder = HashTrie<int, int>.Empty.ToBuilder();
        for (var i = 0; i < count; i++) builder[i] = i;
        return builder.ToImmutable();
    }

    private static void Same(HashTrie<Key, int> map, Dictionary<Key, int> expected, Change[] changes)
    {
        map.Count.ShouldBe(expected.Count);
        map.ToList().Count.ShouldBe(expected.Count);
        map.Keys.ToHashSet().SetEquals(expected.Keys).ShouldBeTrue();
        map.Values.Order().SequenceEqual(expected.Values.Order()).ShouldBeTrue();
        foreach (var (key, value) in expected) map[key].ShouldBe(value);
        foreach (var key in changes.Select(change => change.Key)) map.ContainsKey(key).ShouldBe(expected.ContainsKey(key));
    }
}
