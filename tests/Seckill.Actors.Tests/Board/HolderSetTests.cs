using CsCheck;
using Seckill.Actors.Board;
using Shouldly;
using Xunit;

namespace Seckill.Actors.Tests.Board;

public sealed class HolderSetTests
{
    private static readonly Gen<ulong> Hash = Gen.OneOf(Gen.ULong, Gen.ULong[0, 50], Gen.Const(ulong.MaxValue));

    [Fact]
    public void It_does_what_a_hash_set_does() => Gen.Select(Hash.Array[0, 500], Hash.Array[0, 100]).Sample((added, asked) =>
    {
        var (set, expected) = (new HolderSet(), new HashSet<ulong>());
        foreach (var hash in added)
        {
            set.Contains(hash).ShouldBe(expected.Contains(hash));
            set.Add(hash);
            expected.Add(hash);
            set.Contains(hash).ShouldBeTrue();
        }

        foreach (var hash in added.Concat(asked)) set.Contains(hash).ShouldBe(expected.Contains(hash));
    });

    [Fact]
    public void A_hundred_thousand_take_sixteen_bytes_each_at_most()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var set = new HolderSet();
        for (var i = 1UL; i <= 100_000; i++) set.Add(i * 0x9E3779B97F4A7C15);
        // Of all tables that were made on the way, each half as large again as the one before, the last is a third.
        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / 3;

        (bytes / 100_000.0).ShouldBeLessThan(16);
    }

    [Fact]
    public async Task A_reader_never_misses_what_was_there_before_it_looked_while_the_set_grows()
    {
        const int count = 300_000;
        var (set, added) = (new HolderSet(), 0);
        var readers = Enumerable.Range(1, 2).Select(seed => Task.Run(() =>
        {
            var random = new Random(seed);
            int known;
            while ((known = Volatile.Read(ref added)) < count)
            {
                if (known > 0) set.Contains(HashOf(1 + random.Next(known))).ShouldBeTrue();
                set.Contains(HashOf(count + 1 + random.Next(count))).ShouldBeFalse();
            }
        })).ToArray();
        for (var i = 1; i <= count; i++)
        {
            set.Add(HashOf(i));
            Volatile.Write(ref added, i);
        }

        await Task.WhenAll(readers);
    }

    private static ulong HashOf(int number) => (ulong)number * 0x9E3779B97F4A7C15;
}
