using System.ComponentModel.DataAnnotations;
using Seckill.Domain.Items;

namespace Seckill.Actors.Hosting;

/// <summary>
/// The bounds of every queue, batch and wait of the engine (configuration section <c>Seckill:Limits</c>). Each is checked at start.
/// The comment of each says what happens at the bound.
/// </summary>
public sealed class SeckillLimits
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Seckill:Limits";

    internal const int GatewayQueueMin = 1;

    internal const int GatewayQueueMost = 1_000_000;

    /// <summary>
    /// Requests that wait per item in one node's gateway; more get <c>overloaded</c>. Until an operator sets the switch
    /// <c>gateway-queue</c>.
    /// </summary>
    [Range(GatewayQueueMin, GatewayQueueMost)]
    public int GatewayQueueMax { get; set; } = 10_000;

    /// <summary>Commands in one message from a gateway to an item; more wait for the next.</summary>
    [Range(1, 5_000)]
    public int GatewayBatchMax { get; set; } = 500;

    /// <summary>
    /// Unanswered messages from one gateway to one item; at the bound, requests gather into the next batch. An item writes one batch at
    /// a time anyway. More than one only makes batches smaller, and each costs a write: 12 % fewer wins per second (measured).
    /// </summary>
    [Range(1, 64)]
    public int GatewayBatchesInFlightMax { get; set; } = 1;

    /// <summary>How long a request waits for its item; then <c>outcome_unknown</c> (or <c>overloaded</c> when it was never sent).</summary>
    [Range(100, 60_000)]
    public int RequestTimeoutMs { get; set; } = 5_000;

    /// <summary>Commands that an item buffers while a write is in flight; more get <c>overloaded</c>.</summary>
    [Range(1, 1_000_000)]
    public int ItemBufferMax { get; set; } = 20_000;

    /// <summary>Commands that an item decides in one batch, and so in one journal entry.</summary>
    [Range(1, 10_000)]
    public int ItemBatchMax { get; set; } = 2_000;

    /// <summary>Journal entries until an item's next snapshot, at least.</summary>
    [Range(10, 100_000)]
    public int SnapshotEveryEntries { get; set; } = 500;

    /// <summary>
    /// Shortest pause between two publications of a shrinking stock to the boards. Each goes to every node, so with many items the
    /// publications may outnumber the purchases.
    /// </summary>
    [Range(1, 10_000)]
    public int BoardThrottleMs { get; set; } = 100;

    /// <summary>How often a living item repeats its publication, for boards that missed one.</summary>
    [Range(100, 600_000)]
    public int BoardRepeatMs { get; set; } = 5_000;

    /// <summary>How often a board compares itself with the items table, to find missed items that are asleep.</summary>
    [Range(1, 86_400)]
    public int BoardReloadSeconds { get; set; } = 30;

    /// <summary>Journal entries that wait for the orders table on one node; more are re-read from the ledger later.</summary>
    [Range(16, 1_000_000)]
    public int ProjectionQueueMax { get; set; } = 4_096;

    /// <summary>Most journal entries in one transaction of the orders table.</summary>
    [Range(1, 10_000)]
    public int ProjectionBatchMax { get; set; } = 256;

    /// <summary>How long the projection gathers entries before it writes.</summary>
    [Range(1, 10_000)]
    public int ProjectionLingerMs { get; set; } = 60;

    /// <summary>How long before its start a sleeping item is woken.</summary>
    [Range(1, 86_400)]
    public int WakeLeadSeconds { get; set; } = 60;

    /// <summary>How often the wake-up checks that unsettled items are alive.</summary>
    [Range(1, 3_600)]
    public int WakeEverySeconds { get; set; } = 10;

    /// <summary>
    /// How long a node must be cut off from the storage, while another one is not, before it leaves the cluster. If this is shorter than
    /// the time between two nodes' noticing the end of an outage, nodes leave after every outage.
    /// </summary>
    [Range(2_500, 600_000)]
    public int StorageIsolationMs { get; set; } = 5_000;

    /// <summary>
    /// Orders of one buyer and item that may end, cancelled or unpaid, before the buyer has to wait for the next reservation; see
    /// <see cref="CoolDownSeconds"/>.
    /// </summary>
    [Range(0, 1_000_000)]
    public int EndedReservationsFree { get; set; } = 5;

    /// <summary>Orders of one buyer and item after whose end the buyer gets no further reservation of the item.</summary>
    [Range(1, 1_000_000)]
    public int EndedReservationsMax { get; set; } = 50;

    /// <summary>Whether buyers have to wait before they get no more at all.</summary>
    internal bool HasOrderedChurnBounds => EndedReservationsFree <= EndedReservationsMax;

    internal const string ChurnHint =
        $"{Section}:{nameof(EndedReservationsFree)} is more than {Section}:{nameof(EndedReservationsMax)}, so nobody would ever wait. Lower "
        + "the first or raise the second.";

    /// <summary>
    /// How long a buyer waits after one more than <see cref="EndedReservationsFree"/> has ended (<c>cooling_down</c>). Each further one
    /// doubles the wait, up to an hour.
    /// </summary>
    [Range(0, 3_600)]
    public int CoolDownSeconds { get; set; } = 10;

    /// <summary>Buyers who wait for one item to come back; more get <c>waiting_list_full</c>. Each takes about 200 bytes.</summary>
    [Range(1, ItemLimits.WaitingMax)]
    public int WaitingListMax { get; set; } = WaitingRule.PlacesDefault;

    /// <summary>
    /// Buyers whom each of the sixteen buckets of a campaign remembers, for items with a limit over their campaign; purchases of further
    /// ones get <c>overloaded</c>. A buyer takes about 200 bytes.
    /// </summary>
    [Range(1, 10_000_000)]
    public int CampaignBuyersMax { get; set; } = 500_000;

    /// <summary>
    /// How long the payment provider may take to say whether a due order was paid. The order keeps its units until the answer, or until
    /// this has passed.
    /// </summary>
    [Range(100, 60_000)]
    public int PaymentInquiryTimeoutMs { get; set; } = 2_000;

    /// <summary>
    /// How many calls about a due order may fail or time out before its units are released without an answer. Two of them begin at least
    /// one time-out apart. A question that could not be asked, because too many others wait, does not count.
    /// </summary>
    [Range(1, 1_000)]
    public int PaymentInquiriesMax { get; set; } = 5;

    /// <summary>
    /// How long a due order keeps its units at most while it is unknown whether it was paid, even if few calls about it could be made. Not
    /// less than <see cref="PaymentInquiryTimeoutMs"/>. Only orders with an open payment wait for that, or all due orders while the shop's
    /// own book of payments does not answer.
    /// </summary>
    [Range(100, 3_600_000)]
    public int PaymentInquiryPatienceMs { get; set; } = 30_000;

    /// <summary>Whether the patience is long enough for a whole call.</summary>
    internal bool HasPatience => PaymentInquiryPatienceMs >= PaymentInquiryTimeoutMs;

    internal const string PatienceHint =
        $"{Section}:{nameof(PaymentInquiryPatienceMs)} is less than {Section}:{nameof(PaymentInquiryTimeoutMs)}, so no question to the "
        + "payment provider could take its time. Raise the first or lower the second.";

    /// <summary>How long the payment provider may take to accept a refund; then the refund is retried later.</summary>
    [Range(100, 600_000)]
    public int RefundTimeoutMs { get; set; } = 10_000;

    /// <summary>Operators' attempts that changed nothing and wait for the operations log on one node; more are counted and left out.</summary>
    [Range(1, 1_000_000)]
    public int OperatorAttemptQueueMax { get; set; } = 10_000;

    /// <summary>How many days the operations log keeps such attempts. It keeps accepted operations as long as the ledger.</summary>
    [Range(1, 3_650)]
    public int OperatorAttemptsDays { get; set; } = 90;

    /// <summary>How many such attempts the operations log keeps at most; then the oldest go.</summary>
    [Range(1_000, 100_000_000)]
    public int OperatorAttemptsMax { get; set; } = 1_000_000;
}
