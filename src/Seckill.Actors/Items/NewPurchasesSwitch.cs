using Seckill.Actors.Settings;

namespace Seckill.Actors.Items;

/// <summary>
/// Stops new purchases of every item. Until a node knows what is stored it is neither on nor off, because selling by default would break
/// an operator's word.
/// </summary>
public sealed class NewPurchasesSwitch() : OnOffSwitch(
    "new-purchases",
    "off: no item sells; purchases are refused as paused. Repeats still get their order, and orders can be paid and cancelled. "
    + "To stop one item, pause it.",
    isCautious: true);
