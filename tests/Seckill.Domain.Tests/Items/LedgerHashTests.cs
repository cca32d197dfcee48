using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;
using static Seckill.Domain.Tests.Scenarios.Sale;

namespace Seckill.Domain.Tests.Items;

/// <summary>The hash that outsiders recompute, and how an item hands it on from entry to entry.</summary>
public sealed class LedgerHashTests
{
    private static readonly LedgerHash Some = LedgerHash.Of(null, Item, 1, "x"u8);

    /// <summary>Computed with <c>sha256sum</c>, as the README shows: 32 zero bytes, "phone-13 1\n", "first"; then that hash, "phone-13 2\n", "second".</summary>
    [Fact]
    public void It_is_what_sha256sum_makes_of_the_same_bytes()
    {
        var first = LedgerHash.Of(null, ItemId.Parse("phone-13"), 1, "first"u8);
        var second = LedgerHash.Of(first, ItemId.Parse("phone-13"), 2, "second"u8);

        first.ToString().ShouldBe("01aae8ede795291e7e8de4b3a745d0a14a2f8abae196b5130ce57321cec1508a");
        second.ToString().ShouldBe("f8c58185a588d55ef836ec838377106ed3ca641b3ef83481d4df60cb898af26d");
    }

    [Fact]
    public void It_is_sha256_of_its_parts() => Gen.Select(Gen.Byte.Array[32, 32], Gen.OneOf("a", "phone-13", new string('z', 64)), Gen.Long[1, long.MaxValue], Gen.Byte.Array[0, 3_000])
        .Sample((previous, item, revision, entry) =>
        {
            byte[] all = [.. previous, .. Encoding.ASCII.GetBytes(FormattableString.Invariant($"{item} {revision}\n")), .. entry];

            LedgerHash.Of(LedgerHash.From(previous), ItemId.Parse(item), revision, entry).ToString().ShouldBe(Convert.ToHexStringLower(SHA256.HashData(all)));
        });

    [Fact]
    public void Each_part_counts()
    {
        LedgerHash[] all =
        [
            Some, LedgerHash.Of(Some, Item, 1, "x"u8), LedgerHash.Of(null, ItemId.Parse("other"), 1, "x"u8), LedgerHash.Of(null, Item, 2, "x"u8),
            LedgerHash.Of(null, Item, 1, "y"u8), LedgerHash.Of(null, Item, 1, ""u8),
            // Neither the item nor the number can lend a character to the part behind it.
            LedgerHash.Of(null, ItemId.Parse("phone-131"), 1, "x"u8), LedgerHash.Of(null, Item, 11, "x"u8), LedgerHash.Of(null, Item, 1, "1x"u8),
        ];

        all.Distinct().Count().ShouldBe(all.Length);
    }

    [Fact]
    public void It_is_written_as_hex_and_read_back()
    {
        LedgerHash.TryParse(Some.ToString()).ShouldBe(Some);
        LedgerHash.TryParse(Some.ToString())!.GetHashCode().ShouldBe(Some.GetHashCode());
        var bytes = new byte[LedgerHash.Size];
        Some.CopyTo(bytes);
        LedgerHash.From(bytes).ShouldBe(Some);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("zz00000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("000000000000000000000000000000000000000000000000000000000000000000")]
    public void Other_text_is_none(string? text) => LedgerHash.TryParse(text).ShouldBeNull();

    [Fact]
    public void Bytes_of_another_length_are_none() => Should.Throw<ArgumentException>(() => LedgerHash.From(new byte[31]));

    [Fact]
    public void A_link_is_closed_once()
    {
        var link = ChainLink.Next(Item, 2, Some);
        link.Hash.ShouldBeNull();
        link.StartsChain.ShouldBeFalse();

        link.Close("entry"u8).ShouldBe(LedgerHash.Of(Some, Item, 2, "entry"u8));

        link.Close("another"u8).ShouldBeSameAs(link.Hash);
    }

    [Fact]
    public void An_entry_continues_the_chain_of_the_one_before_it()
    {
        var listed = ItemDecider.Decide(ItemState.Empty(Item), [List(stock: 5)], Start);
        listed.Batch!.Link!.StartsChain.ShouldBeTrue();
        listed.Next.LedgerHash.ShouldBeNull("it is not written yet");
        var first = listed.Batch.Link.Close("first"u8);

        var sold = ItemDecider.Decide(listed.Next, [Reserve(Alice)], Start);

        sold.Batch!.Link!.StartsChain.ShouldBeFalse();
        sold.Batch.Link.Close("second"u8).ShouldBe(LedgerHash.Of(first, Item, 2, "second"u8));
        sold.Next.LedgerHash.ShouldBe(sold.Batch.Link.Hash);
        listed.Next.Apply(sold.Batch).LedgerHash.ShouldBe(sold.Batch.Link.Hash);
    }

    [Fact]
    public void Replies_made_before_the_write_show_the_hash_after_it()
    {
        var listed = ItemDecider.Decide(ItemState.Empty(Item), [List(stock: 1)], Start);
        var hash = listed.Batch!.Link!.Close("first"u8);
        listed.Replies[0].Status!.LedgerHash.ShouldBe(hash);
        listed.Next.Status!.LedgerHash.ShouldBe(hash);

        var refused = ItemDecider.Decide(listed.Next, [List(stock: 1)], Start);

        refused.Batch.ShouldBeNull();
        refused.Replies[0].Status!.LedgerHash.ShouldBe(hash, "nothing was written");
    }

    [Fact]
    public void After_an_entry_of_an_earlier_version_a_new_chain_starts()
    {
        var listed = ItemState.Empty(Item).Apply(new BatchCommitted(Start, [new ItemListed(Terms(), 5)]));
        listed.LedgerHash.ShouldBeNull();

        var sold = ItemDecider.Decide(listed, [Reserve(Alice)], Start);

        sold.Batch!.Link!.StartsChain.ShouldBeTrue();
        sold.Batch.Link.Close("second"u8).ShouldBe(LedgerHash.Of(null, Item, 2, "second"u8));
    }

    [Fact]
    public void Statuses_with_another_hash_are_not_the_same()
    {
        var status = ItemState.Empty(Item).Apply(new BatchCommitted(Start, [new ItemListed(Terms(), 5)])).Status!;

        (status with { LedgerHash = Some }).ShouldBe(status with { LedgerHash = LedgerHash.TryParse(Some.ToString()) });
        (status with { LedgerHash = Some }).ShouldNotBe(status);
        (status with { LedgerHash = Some } with { LedgerHash = null }).ShouldBe(status);
    }
}
