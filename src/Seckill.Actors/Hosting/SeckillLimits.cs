using System.ComponentModel.DataAnnotations;

namespace Seckill.Actors.Hosting;

/// <summary>
/// Every queue, batch and wait of the engine has its bound here (configuration section <c>Seckill:Limits</c>). Each is checked at
/// start. What happens at the bound is said with each.
/// </summary>
public sealed class SeckillLimits
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Seckill:Limits";

    /// <summary>Requests that wait per item in one node's gateway; more get <c>overloaded</c>.</summary>
    [Range(1, 1_000_000)]
    public int GatewayQueueMax { get; set; } = 10_000;

    /// <summary>Commands in one message from a gateway to an item; more wait for the next.</summary>
    [Range(1, 5_000)]
    public int GatewayBatchMax { get; set; } = 500;

    /// <summary>
    /// Unanswered messages from one gateway to one item; at the bound requests gather into the next batch. An item writes one batch at
    /// a time anyway, so more than one only makes batches smaller, and each costs a write: measured, 12 % fewer wins per second.
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

    /// <summary>Journal entries after which an item saves a snapshot at the earliest.</summary>
    [Range(10, 100_000)]
    public int SnapshotEveryEntries { get; set; } = 500;

    /// <summary>
    /// Shortest pause between two publications of a shrinking stock to the boards. Each goes to every node, so with many items they
    /// may outnumber the purchases.
    /// </summary>
    [Range(1, 10_000)]
    public int BoardThrottleMs { get; set; } = 100;

    /// <summary>How often a living item repeats its publication, for boards that missed one.</summary>
    [Range(100, 600_000)]
    public int BoardRepeatMs { get; set; } = 5_000;

    /// <summary>How often a board compares itself with the orders table, for items that it missed and that sleep now.</summary>
    [Range(1, 86_400)]
    public int BoardReloadSeconds { get; set; } = 30;

    /// <summary>Journal entries that wait for the orders table on one node; more are re-read from the ledger later.</summary>
    [Range(16, 1_000_000)]
    public int ProjectionQueueMax { get; set; } = 4_096;

    /// <summary>Journal entries that go into one transaction of the orders table.</summary>
    [Range(1, 10_000)]
    public int ProjectionBatchMax { get; set; } = 256;

    /// <summary>How long the projection gathers entries before it writes.</summary>
    [Range(1, 10_000)]
    public int ProjectionLingerMs { get; set; } = 60;

    /// <summary>How long before its start a sleeping item is woken.</summary>
    [Range(1, 86_400)]
    public int WakeLeadSeconds { get; set; } = 60;

    /// <summary>How often unsettled items are checked to be alive.</summary>
    [Range(1, 3_600)]
    public int WakeEverySeconds { get; set; } = 10;

    /// <summary>
    /// How long a node must have been cut off from the storage, while another one was not, before it leaves the cluster. Below the
    /// time that two nodes may take apart to notice the end of an outage, nodes would leave after every one.
    /// </summary>
    [Range(2_500, 600_000)]
    public int StorageIsolationMs { get; set; } = 5_000;

    /// <summary>
    /// How long the payment provider may take to say whether a due order was paid. Until it has answered, or this has passed, the
    /// order keeps its units.
    /// </summary>
    [Range(100, 60_000)]
    public int PaymentInquiryTimeoutMs { get; set; } = 2_000;

    /// <summary>
    /// How many calls about a due order may fail or time out before its units go back without an answer. There is at least one
    /// time-out between the beginnings of two of them. A question that could not be put, because too many others wait, does not count.
    /// </summary>
    [Range(1, 1_000)]
    public int PaymentInquiriesMax { get; set; } = 5;

    /// <summary>
    /// How long a due order keeps its units at most while nobody can say whether it was paid, however few calls about it could be
    /// made. Not less than <see cref="PaymentInquiryTimeoutMs"/>. Only orders with an open payment wait for that, or all that are due
    /// while the shop's own book of payments does not answer.
    /// </summary>
    [Range(100, 3_600_000)]
    public int PaymentInquiryPatienceMs { get; set; } = 30_000;

    /// <summary>Whether a call may take its whole time.</summary>
    internal bool HasPatience => PaymentInquiryPatienceMs >= PaymentInquiryTimeoutMs;

    internal const string PatienceHint =
        $"{Section}:{nameof(PaymentInquiryPatienceMs)} is less than {Section}:{nameof(PaymentInquiryTimeoutMs)}, so no question to the "
        + "payment provider could take its time. Raise the first or lower the second.";

    /// <summary>How long the payment provider may take to accept a refund; then the refund is tried again later.</summary>
    [Range(100, 600_000)]
    public int RefundTimeoutMs { get; set; } = 10_000;
}
