using System.Runtime.Serialization;
using CsCheck;
using Google.Protobuf;
using Seckill.Actors.Items;
using Seckill.Actors.Serialization;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Shouldly;
using Xunit;
using static Seckill.Domain.Items.ItemProtocol;
using Protos = Seckill.Actors.Serialization.Protos;

namespace Seckill.Actors.Tests.Serialization;

/// <summary>What cannot be read in full is not read at all, and says why; what would not be read back is not written.</summary>
public sealed class DamagedBytesSpec
{
    /// <summary>An <c>Event</c> or <c>Command</c> of one empty part with number 99, which no version knows yet.</summary>
    private static readonly byte[] FromTheFuture = [0x9A, 0x06, 0x00];

    private static readonly Protos.Money Price = new() { Amount = 1, Currency = "CNY" };

    private readonly ItemSerializer _serializer = new(null!);

    [Fact]
    public void An_event_of_a_newer_version_refuses_the_whole_entry()
    {
        var batch = new Protos.BatchCommitted { AtMs = 1 };
        batch.Events.Add(new Protos.Event { SalePaused = new() });
        batch.Events.Add(Protos.Event.Parser.ParseFrom(FromTheFuture));
        batch.Events.Add(new Protos.Event { SaleResumed = new() });

        ReadFails(ItemManifests.BatchCommitted, batch).ShouldContain("newer version");
    }

    [Fact]
    public void A_command_of_a_newer_version_does_not_cost_the_batch_its_other_commands()
    {
        var batch = new Protos.CommandBatch { ItemId = "phone" };
        batch.Commands.Add(new Protos.Command { PauseSale = new() });
        batch.Commands.Add(Protos.Command.Parser.ParseFrom(FromTheFuture));
        batch.Commands.Add(new Protos.Command { ResumeSale = new() });

        Read<CommandBatch>(ItemManifests.CommandBatch, batch).Commands
            .ShouldBe([new PauseSale(), new UnknownCommand(), new ResumeSale()]);
    }

    [Fact]
    public void A_reply_in_words_of_a_newer_version_does_not_cost_the_batch_its_other_replies()
    {
        var order = new Protos.Order { Sequence = 1, Buyer = "a", Status = 999, UnitPrice = Price };
        var batch = new Protos.BatchReply { ItemId = "phone" };
        for (var i = 0; i < 249; i++) batch.Replies.Add(new Protos.Reply { Outcome = (int)Outcome.SoldOut });
        batch.Replies.Add(new Protos.Reply { Outcome = 999, OrderSequences = { 1 } });
        batch.Replies.Add(new Protos.Reply { Outcome = (int)Outcome.OrderState, Order = order });
        for (var i = 0; i < 249; i++) batch.Replies.Add(new Protos.Reply { Outcome = (int)Outcome.Paused });

        var replies = Read<BatchReply>(ItemManifests.BatchReply, batch).Replies;

        replies.Length.ShouldBe(500);
        replies[..249].ShouldAllBe(reply => reply.Outcome == Outcome.SoldOut);
        replies[249..251].ShouldAllBe(reply => reply.Outcome == Outcome.OutcomeUnknown && reply.Order == null && reply.OrderIds.IsEmpty);
        replies[251..].ShouldAllBe(reply => reply.Outcome == Outcome.Paused);
    }

    [Fact]
    public void A_node_of_the_first_version_settles_no_money_that_pays_nothing()
    {
        var (start, alice) = (DateTimeOffset.UnixEpoch.AddYears(50), BuyerId.Parse("alice"));
        var terms = new ItemTerms(
            "Phone", null, Money.Create(9_900, "CNY"), start, start.AddHours(1), perBuyerLimit: 1, TimeSpan.FromMinutes(5), ticketRequired: false);
        var sold = ItemDecider.Decide(
            ItemState.Empty(Samples.Item), [new ListItem(terms, 1, null), new ReserveStock(alice, Quantity.One, null)], start).Next;
        var honest = new ConfirmPayment(1, PaymentId.Parse("pay_1"), terms.UnitPrice) { PaidAt = start };

        ItemDecider.Decide(sold, [AsOfOld(honest)], start).Replies[0].Outcome.ShouldBe(Outcome.Paid);
        var contradicted = ItemDecider.Decide(sold, [AsOfOld(honest with { PaysNothing = true })], start);

        contradicted.Batch.ShouldBeNull("nothing is written");
        contradicted.Replies[0].Outcome.ShouldBe(Outcome.OrderNotFound);
    }

    /// <summary>The command as a node reads it that knows the first three fields only.</summary>
    private ICommand AsOfOld(ConfirmPayment confirm)
    {
        var batch = Protos.CommandBatch.Parser.ParseFrom(_serializer.ToBinary(new CommandBatch(Samples.Item, [confirm])));
        var sent = batch.Commands[0].ConfirmPayment;
        batch.Commands[0].ConfirmPayment = new Protos.ConfirmPayment { Sequence = sent.Sequence, Payment = sent.Payment, Amount = sent.Amount };
        return Read<CommandBatch>(ItemManifests.CommandBatch, batch).Commands.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("item.batch.v2")]
    [InlineData("")]
    [InlineData(null)]
    public void An_unknown_manifest_is_refused_by_name(string? manifest) =>
        Should.Throw<SerializationException>(() => _serializer.FromBinary([], manifest!)).Message.ShouldContain($"manifest '{manifest}'");

    [Fact]
    public void A_number_of_a_newer_version_in_the_ledger_is_refused()
    {
        var released = new Protos.StockReleased { Cause = 999, SequenceSteps = { 1 } };
        ReadFails(ItemManifests.BatchCommitted, new Protos.BatchCommitted { Events = { new Protos.Event { StockReleased = released } } })
            .ShouldContain(nameof(ReleaseCause));
        var left = new Protos.WaitingListLeft { Cause = 999, Buyers = { "a" } };
        ReadFails(ItemManifests.BatchCommitted, new Protos.BatchCommitted { Events = { new Protos.Event { WaitingListLeft = left } } })
            .ShouldContain(nameof(LeaveCause));
    }

    [Fact]
    public void What_is_missing_is_not_made_up()
    {
        ReadFails(ItemManifests.BatchCommitted, new Protos.BatchCommitted { AtMs = 1 }).ShouldContain("without events");
        ReadFails(ItemManifests.BatchCommitted, new Protos.BatchCommitted { Events = { new Protos.Event { WaitingListLeft = new() { Cause = 1 } } } })
            .ShouldContain("without buyers");
        ReadFails(ItemManifests.BatchCommitted, new Protos.BatchCommitted { Events = { new Protos.Event { UnitsOffered = new() { FirstSequence = 1 } } } })
            .ShouldContain("without orders");
        ReadFails(ItemManifests.StatusPublished, new Protos.StatusPublished { ItemId = "phone" }).ShouldContain("ItemStatus is missing");
        ReadFails(ItemManifests.ItemState, new Protos.ItemState { ItemId = "phone" }).ShouldContain("OrderColumns is missing");
        ReadFails(ItemManifests.FindOrder, new Protos.FindOrder()).ShouldContain("item id");
        var priceless = new Protos.Reply { Outcome = 1, Order = new Protos.Order { Sequence = 1, Buyer = "a", Status = 1 } };
        ReadFails(ItemManifests.BatchReply, new Protos.BatchReply { ItemId = "phone", Replies = { priceless } }).ShouldContain("without a price");
        var statusless = new Protos.Reply { Outcome = 1, Status = 1 };
        ReadFails(ItemManifests.BatchReply, new Protos.BatchReply { ItemId = "phone", Replies = { statusless } }).ShouldContain("w.replies");
    }

    [Fact]
    public void Columns_of_different_length_are_refused()
    {
        Reserved(proto => proto.Buyers.Clear());
        Reserved(proto => proto.Quantities.Add(2));
        Reserved(proto => proto.Keys.Add("key"));
        Tickets(proto => proto.Numbers.Add(3));
        Tickets(proto => proto.ExpirySteps.Clear());
        Tickets(proto => proto.Numbers.Clear());
        Joined(proto => proto.Buyers.Add("c"));
        Joined(proto => proto.Buyers.Clear());
        Joined(proto => proto.TicketNumbers.Clear());
        Joined(proto => proto.ExpirySteps.Add(1));
        State(columns => columns.Buyers.Add("c"));
        State(columns => columns.Quantities.Clear());
        State(columns => columns.Payments.Add("pay"));
        State(columns => columns.Shapes[0] |= 1);
        State(columns => columns.SequenceSteps[1] = 0);

        void Reserved(Action<Protos.StockReserved> damage)
        {
            var proto = new Protos.StockReserved { UnitPrice = Price, FirstSequence = 1, Buyers = { "a", "b" } };
            _serializer.FromBinary(Batch(proto).ToByteArray(), ItemManifests.BatchCommitted);
            damage(proto);
            ReadFails(ItemManifests.BatchCommitted, Batch(proto));
        }

        void Tickets(Action<Protos.TicketsUsed> damage)
        {
            var proto = new Protos.TicketsUsed { FirstSequence = 1, Numbers = { 1, 2 }, ExpirySteps = { 9, 1 } };
            var batch = new Protos.BatchCommitted { Events = { new Protos.Event { TicketsUsed = proto } } };
            _serializer.FromBinary(batch.ToByteArray(), ItemManifests.BatchCommitted);
            damage(proto);
            ReadFails(ItemManifests.BatchCommitted, batch);
        }

        void Joined(Action<Protos.WaitingListJoined> damage)
        {
            var proto = new Protos.WaitingListJoined { Buyers = { "a", "b" }, TicketNumbers = { 1, 2 }, ExpirySteps = { 9, 1 } };
            var batch = new Protos.BatchCommitted { Events = { new Protos.Event { WaitingListJoined = proto } } };
            _serializer.FromBinary(batch.ToByteArray(), ItemManifests.BatchCommitted);
            damage(proto);
            ReadFails(ItemManifests.BatchCommitted, batch);
        }

        void State(Action<Protos.OrderColumns> damage)
        {
            var columns = new Protos.OrderColumns
            {
                SequenceSteps = { 1, 1 }, Buyers = { "a", "b" }, Quantities = { 1, 1 }, Shapes = { 8, 8 },
                CreatedStepsMs = { 1, 0 }, WindowStepsMs = { 5, 0 },
            };
            var proto = new Protos.ItemState { ItemId = "phone", Held = 2, Orders = columns };
            _serializer.FromBinary(proto.ToByteArray(), ItemManifests.ItemState);
            damage(columns);
            ReadFails(ItemManifests.ItemState, proto);
        }

        static Protos.BatchCommitted Batch(Protos.StockReserved proto) => new() { Events = { new Protos.Event { StockReserved = proto } } };
    }

    [Fact]
    public void Damaged_bytes_are_refused_or_read_but_never_end_otherwise()
    {
        var refused = 0;
        Gen.Select(Gen.OneOf(Samples.All.Keys.ToArray()), Gen.Byte.Array[0, 8], Gen.Double.Unit, Gen.Double.Unit).Sample((name, noise, from, to) =>
        {
            var bytes = _serializer.ToBinary(Samples.All[name]);
            byte[] damaged = [.. bytes[..(int)(from * bytes.Length)], .. noise, .. bytes[(int)(to * bytes.Length)..]];
            try
            {
                _serializer.FromBinary(damaged, _serializer.Manifest(Samples.All[name])).ShouldNotBeNull();
            }
            catch (SerializationException)
            {
                Interlocked.Increment(ref refused);
            }
        }, iter: 20_000);
        refused.ShouldBeGreaterThan(1_000);
    }

    [Fact]
    public void Garbage_is_refused()
    {
        byte[] garbage = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF];
        foreach (var manifest in Samples.All.Values.Select(_serializer.Manifest).Distinct())
            Should.Throw<SerializationException>(() => _serializer.FromBinary(garbage, manifest)).Message.ShouldContain($"'{manifest}'");
    }

    [Fact]
    public void What_would_not_be_read_back_is_not_written()
    {
        var alice = BuyerId.Parse("alice");
        var price = Money.Create(1, "CNY");
        WriteFails(new BatchCommitted(default, [new StockReserved(price, default, [])]));
        WriteFails(new BatchCommitted(default, [new StockReserved(price, default, [new(1, alice, 1, null), new(3, alice, 1, null)])]));
        WriteFails(new BatchCommitted(default, [new StockReleased(ReleaseCause.Expired, [])]));
        WriteFails(new BatchCommitted(default, []));
        WriteFails(new BatchReply(Samples.Item, 1, [new Reply(Outcome.LimitReached) { OrderIds = [new OrderId(ItemId.Parse("other"), 1)] }]));
        WriteFails("a string");
        Should.Throw<SerializationException>(() => _serializer.Manifest("a string"));

        void WriteFails(object message) => Should.Throw<SerializationException>(() => _serializer.ToBinary(message));
    }

    private T Read<T>(string manifest, IMessage message) => _serializer.FromBinary(message.ToByteArray(), manifest).ShouldBeOfType<T>();

    private string ReadFails(string manifest, IMessage message) =>
        Should.Throw<SerializationException>(() => _serializer.FromBinary(message.ToByteArray(), manifest)).Message;
}
