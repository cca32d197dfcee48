using System.Collections.Immutable;
using Seckill.Domain.Shared;
using static Seckill.Domain.Campaigns.CampaignProtocol;

namespace Seckill.Domain.Campaigns;

/// <summary>What holds for all buckets.</summary>
/// <param name="BuyersMax">Buyers whom a bucket remembers; further ones are refused as overloaded.</param>
/// <param name="SlotLife">How long a slot may buy something.</param>
public sealed record CampaignRule(int BuyersMax, TimeSpan SlotLife);

/// <summary>What a bucket decided about a batch of commands.</summary>
/// <param name="Batch">The one event to write; null when nothing changes.</param>
/// <param name="Next">The state once <paramref name="Batch"/> is committed, equal to applying it; must not be used before.</param>
/// <param name="Answers">One per command, in order; valid only once <paramref name="Batch"/> is committed.</param>
public sealed record CampaignDecision(SlotsCommitted? Batch, CampaignState Next, SlotAnswer[] Answers);

/// <summary>
/// The rules of a limit over a campaign. A buyer's open slots count like units that were bought, so however purchases in several items
/// interleave, what they make stays within the limit. A slot becomes free only by a report that its purchase cannot win any more.
/// </summary>
public static class CampaignDecider
{
    private static readonly SlotAnswer Noted = new(SlotOutcome.Noted);
    private static readonly SlotAnswer Overloaded = new(SlotOutcome.Overloaded);

    /// <summary>Decides a whole batch in arrival order. Every command sees what earlier commands of the batch decided.</summary>
    public static CampaignDecision Decide(CampaignState state, IReadOnlyList<ICommand> commands, DateTimeOffset now, CampaignRule rule)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(commands);
        ArgumentNullException.ThrowIfNull(rule);
        var session = new Session(state, Moment.Floor(now), rule);
        var answers = new SlotAnswer[commands.Count];
        for (var i = 0; i < answers.Length; i++) answers[i] = session.Decide(commands[i]);
        return session.End(answers);
    }

    private sealed class Session(CampaignState state, DateTimeOffset now, CampaignRule rule)
    {
        private readonly ImmutableArray<IEvent>.Builder _events = ImmutableArray.CreateBuilder<IEvent>();
        private readonly CampaignDraft _draft = new(state);

        public SlotAnswer Decide(ICommand command) => command switch
        {
            TakeSlot take => Take(take),
            KeepSlot keep => Keep(keep),
            ReturnSlot give => Return(give),
            RecountUnits recount => Recount(recount),
            _ => throw new InvalidOperationException($"No rule decides a {command.GetType().Name}."),
        };

        public CampaignDecision End(SlotAnswer[] answers) =>
            new(_events.Count == 0 ? null : new SlotsCommitted(now, _events.ToImmutable()), _draft.Commit(), answers);

        /// <summary>
        /// One purchase with a key at a time: two with the same key are the same intent, and the second gets the first one's order, which is
        /// not known yet.
        /// </summary>
        private SlotAnswer Take(TakeSlot wish)
        {
            var slots = _draft.Find(wish.Buyer);
            var here = slots.FirstOrDefault(others => others.Item == wish.Item);
            if (here?.Find(wish.Number) is { } repeated) return Taken(repeated);
            var isUnderWay = here is not null && here.Open.Any(open => open.Key == wish.Key);
            if (isUnderWay || slots.Sum(others => others.UnitsAtMost) + wish.Units > wish.Limit)
                return new SlotAnswer(SlotOutcome.Blocked) { Slots = slots };
            if (slots.Sum(others => others.Open.Length) >= CampaignLimits.OpenSlotsMax) return Overloaded;
            if (slots.IsEmpty && _draft.BuyerCount >= rule.BuyersMax) return Overloaded;
            var slot = new OpenSlot(wish.Number, wish.Key, wish.Units, now + rule.SlotLife);
            Record(new SlotTaken(wish.Buyer, wish.Item, slot));
            return Taken(slot);
        }

        private static SlotAnswer Taken(OpenSlot slot) => new(SlotOutcome.Taken) { LapsesAt = slot.LapsesAt };

        private SlotAnswer Keep(KeepSlot report)
        {
            if (IsOpen(report.Buyer, report.Item, report.Number))
                Record(new SlotKept(report.Buyer, report.Item, report.Number, report.Sequence, report.Units));
            return Noted;
        }

        private SlotAnswer Return(ReturnSlot report)
        {
            if (IsOpen(report.Buyer, report.Item, report.Number)) Record(new SlotReturned(report.Buyer, report.Item, report.Number));
            return Noted;
        }

        /// <summary>
        /// A report that does not know an order which the bucket knows is out of date. One that changes nothing is not written, so a buyer
        /// who keeps asking at the limit costs no entries.
        /// </summary>
        private SlotAnswer Recount(RecountUnits report)
        {
            if (_draft.Find(report.Buyer, report.Item) is not { } slots) return Noted;
            if (report.CountedThrough < Math.Max(slots.KeptThrough, slots.CountedThrough)) return Noted;
            ImmutableArray<long> settled = [.. report.Settled.Where(number => slots.Find(number) is not null).Distinct()];
            if (report.Units != slots.Units || !settled.IsEmpty)
                Record(new UnitsRecounted(report.Buyer, report.Item, report.Units, report.CountedThrough, settled));
            return Noted;
        }

        private bool IsOpen(BuyerId buyer, ItemId item, long number) => _draft.Find(buyer, item)?.Find(number) is not null;

        private void Record(IEvent change)
        {
            _events.Add(change);
            _draft.Apply(change);
        }
    }
}
