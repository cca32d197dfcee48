using Seckill.Domain.Items;


namespace Seckill.Actors.Ledger;

/// <summary>Marks what may leave a node besides messages to items (<see cref="ItemProtocol.IWithItemId"/>). Bound to <c>ItemSerializer</c>.</summary>
public interface IWireMessage;

/// <summary>The writer cannot take commands at the moment (it restarts after a failed write). Nothing was decided.</summary>
public sealed record WriterUnavailable : IWireMessage
{
    /// <summary>The only value.</summary>
    public static WriterUnavailable Instance { get; } = new();
}

/// <summary>The message did not reach its writer, which has just stopped or is moving to another node. Resend it in a moment.</summary>
public sealed record NotDelivered : IWireMessage
{
    /// <summary>The only value.</summary>
    public static NotDelivered Instance { get; } = new();
}
