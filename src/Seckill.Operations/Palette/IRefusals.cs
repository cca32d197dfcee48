using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Operations.Palette;

/// <summary>The words of the service's refusals. The edge has them, so that HTTP and the console say the same.</summary>
public interface IRefusals
{
    /// <summary>The refusal in an item's reply.</summary>
    Refusal Of(Reply reply);

    /// <summary>No item with this id was ever listed.</summary>
    Refusal ItemNotFound(string itemId);

    /// <summary>This node has just started and does not know every item yet.</summary>
    Refusal StillLoading();
}
