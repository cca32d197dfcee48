using Seckill.Domain.Items;

namespace Seckill.Actors.Projections;

/// <summary>How far an item's rows have come.</summary>
/// <param name="Revision">The entry that they have reached.</param>
/// <param name="LastSequence">The newest order; 0 when there is none.</param>
/// <param name="Hash">The entry's hash; null when the rows do not know it.</param>
public sealed record TableHead(long Revision, long LastSequence, LedgerHash? Hash);
