using Akka.Actor;
using Akka.Event;
using Seckill.Actors.Items;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Payments;

/// <summary>
/// Money that the provider told of when its item did not wait for the answer any more. Nobody will ask about it again, so it is told to
/// the item, wherever that lives by now, until the item has taken it in: as a sale, or as a refund that is due.
/// </summary>
internal sealed class LateMoney(IActorRef items, IActorRef owner, ILoggingAdapter log)
{
    /// <summary>What became of telling an item.</summary>
    public sealed record Told(ItemId Item, PaymentId Payment, bool IsTaken);

    /// <summary>Payments that are told at once; more are only written to the log, by name.</summary>
    private const int UntoldMax = 10_000;

    /// <summary>Longer than an item needs to come back on another node.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Dictionary<PaymentId, (ItemId Item, ConfirmPayment Money)> _untold = [];

    /// <summary>Takes in money for an item.</summary>
    public void Add(ItemId item, IEnumerable<ReceivedPayment> paid)
    {
        foreach (var money in ReceivedPayment.ConfirmationsOf(paid))
        {
            if (_untold.Count >= UntoldMax)
            {
                log.Error("{0} was paid with {1} too late, and too much other money waits: look for it at the provider", item, money.Payment);
                continue;
            }

            if (_untold.TryAdd(money.Payment, (item, money))) Tell(item, money);
        }
    }

    /// <summary>Notes what became of telling an item. False when it is to be told again.</summary>
    public bool TryEnd(Told told)
    {
        if (told.IsTaken) _untold.Remove(told.Payment);
        return told.IsTaken;
    }

    /// <summary>Tells all again that no item has taken.</summary>
    public void TellAgain()
    {
        foreach (var (item, money) in _untold.Values) Tell(item, money);
    }

    private void Tell(ItemId item, ConfirmPayment money) => items.Ask<object>(new CommandBatch(item, [money]), Patience).PipeTo(
        owner,
        success: answer => new Told(item, money.Payment, answer is BatchReply { Replies: [{ Outcome: Outcome.Paid or Outcome.RefundDue }] }),
        failure: _ => new Told(item, money.Payment, IsTaken: false));
}
