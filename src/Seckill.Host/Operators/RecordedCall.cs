using Microsoft.AspNetCore.Http.Features;
using Seckill.Actors.Operators;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Host.Operators;

/// <summary>A request of an operator that changes something: who asks, and what the operations log says of it in the end.</summary>
internal sealed class RecordedCall(string command, Attribution by)
{
    /// <summary>The command's name in the operations log.</summary>
    public string Command => command;

    /// <summary>Who asks, and why.</summary>
    public Attribution By { get; private set; } = by;

    /// <summary>The item, once it is known.</summary>
    public ItemId? Item { get; set; }

    /// <summary>What the command says beyond its name, once it is known.</summary>
    public string? Detail { get; set; }

    /// <summary>How it ended, unless it was refused; null before.</summary>
    public string? Outcome { get; set; }

    /// <summary>The call of a request to an endpoint that <see cref="RecordsOperation"/> marks.</summary>
    public static RecordedCall Of(HttpContext context) => context.Features.GetRequiredFeature<RecordedCall>();

    /// <summary>Takes in the reason that the request gives. A text that is no reason is left out; the caller refuses it.</summary>
    public void Give(string? reason) => By = By with { Reason = ItemLimits.IsReason(reason) ? reason : null };

    /// <summary>Takes in what is asked of which item.</summary>
    public void Ask(ItemId item, IOperatorCommand asked) => (Item, Detail) = (item, OperationNames.DetailOf(item, asked));
}
