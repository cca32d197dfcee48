namespace Seckill.Actors.Items;

/// <summary>The single writer of one item.</summary>
public sealed class ItemActor;
