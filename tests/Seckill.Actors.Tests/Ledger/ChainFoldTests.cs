using CsCheck;
using Seckill.Actors.Ledger.Chain;
using Seckill.Actors.Serialization;
using Seckill.Actors.Tests.Serialization;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Shouldly;
using Xunit;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Tests.Ledger;

/// <summary>A damaged ledger, its rows written by the real serializer, is found, and the first entry that does not hold is named.</summary>
public sealed class ChainFoldTests
{
    private const int Length = 12;

    private static readonly ItemId Item = ItemId.Parse("phone");
    private static readonly DateTimeOffset At = new(2026, 11, 11, 10, 0, 0, TimeSpan.Zero);
    private static readonly ItemSerializer Serializer = new(null!);

    private static readonly Gen<LedgerRow[]> Ledgers = Gens.Batch.Array[1, Length].Select(batches => Write([.. batches]));

    [Fact]
    public void An_untouched_ledger_is_intact_and_has_the_head_that_the_item_has() => Ledgers.Sample(rows =>
    {
        var fold = Fold(rows, new KnownHead("item", rows.Length, HashOf(rows[^1])));

        fold.Fault.ShouldBeNull();
        (fold.ChainedFrom, fold.HeadEntry, fold.Head).ShouldBe((1, rows.Length, HashOf(rows[^1])));
    });

    [Fact]
    public void Any_changed_byte_is_found_in_its_entry() => Gen.Select(Ledgers, Gen.Int[0, int.MaxValue], Gen.Int[0, int.MaxValue], Gen.Byte[1, 255])
        .Sample((rows, row, place, change) =>
        {
            row %= rows.Length;
            var bytes = rows[row].Message.ToArray();
            bytes[place % bytes.Length] ^= change;

            // The last entry may have lost its hash by that: then only a head known elsewhere tells.
            Fold([.. rows[..row], rows[row] with { Message = bytes }, .. rows[(row + 1)..]], new KnownHead("item", rows.Length, HashOf(rows[^1])))
                .Fault.ShouldNotBeNull().Entry.ShouldBe(row + 1);
        });

    [Fact]
    public void A_missing_entry_is_named_whether_or_not_the_others_are_renumbered()
    {
        var rows = Sale(Length);
        for (var gone = 0; gone < Length - 1; gone++)
        {
            var rest = rows.Where((_, i) => i != gone).ToArray();
            Fold(rest).Fault!.Entry.ShouldBe(gone + 1);
            Fold(Renumbered(rest)).Fault!.Entry.ShouldBe(gone + 1);
        }
    }

    [Fact]
    public void A_removed_end_is_found_only_by_a_head_that_is_known_elsewhere()
    {
        var rows = Sale(Length);

        Fold(rows[..^3]).Fault.ShouldBeNull();
        Fold(rows[..^3], new KnownHead("board", Length, HashOf(rows[^1]))).Fault
            .ShouldBe(new ChainFault(Length - 2, $"the entry is missing: the board knows entry {Length}"));
        Fold([], new KnownHead("table", 1, HashOf(rows[0]))).Fault!.Entry.ShouldBe(1);
    }

    [Fact]
    public void An_inserted_entry_is_found()
    {
        var rows = Sale(Length);
        for (var place = 0; place < Length; place++)
        {
            var copied = Renumbered([.. rows[..place], rows[(place + 5) % Length], .. rows[place..]]);
            Fold(copied).Fault!.Entry.ShouldBe(place + 1);
        }

        Fold([rows[0] with { Revision = 0 }, .. rows]).Fault!.Entry.ShouldBe(0);
        Fold([rows[0] with { Revision = long.MinValue }, .. rows]).Fault!.Entry.ShouldBe(long.MinValue);
    }

    [Fact]
    public void An_entry_forged_with_a_hash_that_fits_is_found_at_the_next_one()
    {
        var rows = Sale(Length);
        var forger = ChainLink.Next(Item, 5, HashOf(rows[3]));
        var forged = RowOf(5, Batch(999) with { Link = forger });

        Fold([.. rows[..4], forged, .. rows[5..]]).Fault!.Entry.ShouldBe(6);
        Fold([.. rows[..4], forged, .. rows[5..]], new KnownHead("snapshot", 5, HashOf(rows[4]))).Fault!.Entry.ShouldBe(5);
    }

    [Fact]
    public void A_chain_that_was_forged_to_its_end_is_found_by_a_head_that_is_known_elsewhere()
    {
        var rows = Sale(Length);
        var forged = Write([.. Enumerable.Range(1, Length).Select(n => n == 4 ? Batch(999) : Batch(n))]);

        Fold(forged).Fault.ShouldBeNull("nothing in it contradicts itself");
        Fold(forged, new KnownHead("snapshot", 3, HashOf(rows[2])), new KnownHead("snapshot", 9, HashOf(rows[8]))).Fault!.Entry.ShouldBe(9);
    }

    [Fact]
    public void Entries_that_changed_places_are_found()
    {
        var rows = Sale(Length);
        (rows[6], rows[7]) = (rows[7] with { Revision = 7 }, rows[6] with { Revision = 8 });

        Fold(rows).Fault!.Entry.ShouldBe(7);
    }

    [Fact]
    public void An_entry_of_another_item_is_found()
    {
        var rows = Sale(Length);
        var others = Write([.. Enumerable.Range(1, Length).Select(Batch)], ItemId.Parse("tablet"));

        Fold([.. rows[..1], others[1], .. rows[2..]]).Fault!.Entry.ShouldBe(2);
        Fold(others).Fault!.Entry.ShouldBe(1);
    }

    [Fact]
    public void What_is_no_entry_is_found()
    {
        var rows = Sale(Length);
        foreach (var damaged in (LedgerRow[])
        [
            rows[2] with { Manifest = "item.batch.v2" }, rows[2] with { Manifest = null }, rows[2] with { Serializer = 1 },
            rows[2] with { Serializer = null }, rows[2] with { IsDeleted = true }, rows[2] with { Message = [0xFF] },
            rows[2] with { Message = [.. rows[2].Message, 0x08, 0x01] },
        ])
            Fold([.. rows[..2], damaged, .. rows[3..]]).Fault!.Entry.ShouldBe(3, damaged.ToString());
    }

    [Fact]
    public void Entries_whose_hashes_were_removed_are_found_from_the_first_on()
    {
        var rows = Sale(Length);
        LedgerRow[] stripped = [.. rows.Select((row, i) => i is >= 3 and <= 5 ? row with { Message = row.Message[..^34] } : row)];

        Fold(stripped).Fault!.Entry.ShouldBe(4);
        Fold([.. rows.Select(row => row with { Message = row.Message[..^34] })], new KnownHead("item", Length, HashOf(rows[^1]))).Fault!.Entry.ShouldBe(1);
    }

    [Fact]
    public void An_older_ledger_is_chained_from_its_first_new_entry()
    {
        var rows = Older(hashedFrom: 5);

        var fold = Fold(rows);

        fold.Fault.ShouldBeNull();
        (fold.ChainedFrom, fold.HeadEntry).ShouldBe((5, Length));
        fold.Restarts.ShouldBeEmpty();
        Fold([.. rows.Where(row => row.Revision != 2)]).Fault!.Entry.ShouldBe(2, "numbers count before the chain too");
    }

    [Fact]
    public void The_start_of_a_chain_is_named_whichever_of_its_bytes_has_changed()
    {
        var rows = Older(hashedFrom: 5);
        for (var place = 0; place < rows[4].Message.Length; place++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var bytes = rows[4].Message.ToArray();
                bytes[place] ^= (byte)(1 << bit);

                Fold([.. rows[..4], rows[4] with { Message = bytes }, .. rows[5..]]).Fault.ShouldNotBeNull($"bit {bit} of byte {place}").Entry.ShouldBe(5, $"bit {bit} of byte {place}");
            }
        }
    }

    [Fact]
    public void A_chain_that_starts_again_says_where_and_after_what()
    {
        var rows = Older(hashedFrom: 1, restartsAt: [4, 8], unhashed: [7]);

        var fold = Fold(rows);

        fold.Fault.ShouldBeNull();
        fold.Restarts.ShouldBe([new ChainRestart(4, 0), new ChainRestart(8, 1)]);
        (fold.ChainedFrom, fold.HeadEntry).ShouldBe((1, Length));
    }

    [Fact]
    public void A_crowd_of_restarts_is_told_in_part()
    {
        var rows = new List<LedgerRow>();
        for (var n = 1; n <= 2 * ChainFold.RestartsMax; n++) rows.Add(RowOf(n, Batch(n) with { Link = ChainLink.Next(Item, n, previous: null) }));

        var fold = Fold([.. rows]);

        fold.Fault.ShouldBeNull();
        fold.Restarts.Count.ShouldBe(ChainFold.RestartsMax);
    }

    [Fact]
    public void The_end_of_a_snapshot_tells_its_head()
    {
        var hash = HashOf(Sale(1)[0]);
        var terms = new ItemTerms("Phone", null, Money.Create(1, "CNY"), At, At.AddHours(1), 1, TimeSpan.FromMinutes(5), ticketRequired: false);
        var state = ItemState.Empty(Item) with { Revision = 1, Terms = terms };

        SnapshotTail.HashOf(Serializer.ToBinary(state with { LedgerHash = hash }).AsSpan()[^SnapshotTail.Size..]).ShouldBe(hash);
        SnapshotTail.HashOf(Serializer.ToBinary(state).AsSpan()[^SnapshotTail.Size..]).ShouldBeNull();
    }

    private static ChainFold Fold(LedgerRow[] rows, params KnownHead[] known)
    {
        var fold = new ChainFold(Item, known);
        foreach (var row in rows) fold.Add(row);
        fold.End();
        return fold;
    }

    private static LedgerRow[] Sale(int entries) => Write([.. Enumerable.Range(1, entries).Select(Batch)]);

    private static BatchCommitted Batch(int number) =>
        new(At.AddSeconds(number), [new StockAdjusted(number, "delivery", IdempotencyKey.Parse($"key-{number}"))]);

    private static LedgerRow[] Write(BatchCommitted[] batches, ItemId? item = null)
    {
        LedgerHash? previous = null;
        var rows = new LedgerRow[batches.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            var link = ChainLink.Next(item ?? Item, i + 1, previous);
            rows[i] = RowOf(i + 1, batches[i] with { Link = link });
            previous = link.Hash;
        }

        return rows;
    }

    /// <summary>A ledger in whose writing an earlier version had a part.</summary>
    private static LedgerRow[] Older(int hashedFrom, int[]? restartsAt = null, int[]? unhashed = null)
    {
        LedgerHash? previous = null;
        return [.. Enumerable.Range(1, Length).Select(number =>
        {
            var isHashed = number >= hashedFrom && unhashed?.Contains(number) != true;
            var link = isHashed ? ChainLink.Next(Item, number, restartsAt?.Contains(number) == true ? null : previous) : null;
            var row = RowOf(number, Batch(number) with { Link = link });
            previous = link?.Hash;
            return row;
        })];
    }

    private static LedgerRow RowOf(long number, BatchCommitted batch) =>
        new(number, Serializer.ToBinary(batch), Serializer.Manifest(batch), Serializer.Identifier, IsDeleted: false);

    private static LedgerRow[] Renumbered(LedgerRow[] rows) => [.. rows.Select((row, i) => row with { Revision = i + 1 })];

    private static LedgerHash HashOf(LedgerRow row) => LedgerHash.From(row.Message.AsSpan()[^LedgerHash.Size..]);
}
