using Seckill.Actors.Settings.Blocks;
using Seckill.Domain.Shared;
using Seckill.Host.Errors;

namespace Seckill.Host.Access;

/// <summary>The refusals of who is on the block list. They say neither why nor until when.</summary>
internal static class Blocked
{
    public static readonly Problem Address = new(ProblemKind.Blocked, "Your address is on the block list.");
    public static readonly Problem Buyer = new(ProblemKind.Blocked, "You are on the block list.");

    /// <summary>The refusal of a request by that buyer; null when neither buyer nor address is blocked.</summary>
    public static Problem? Find(BlockList blocks, HttpContext context, BuyerId buyer) =>
        blocks.Covers(context.Connection.RemoteIpAddress) ? Address : blocks.Covers(buyer) ? Buyer : null;
}
