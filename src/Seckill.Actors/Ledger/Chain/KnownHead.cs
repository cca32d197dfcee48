using Seckill.Domain.Items;

namespace Seckill.Actors.Ledger.Chain;

/// <summary>A hash that somebody knows besides the ledger. Only by such a hash can a removed end be noticed.</summary>
/// <param name="Source">Who knows it: <c>item</c>, <c>board</c>, <c>snapshot</c> or <c>table</c>.</param>
/// <param name="Revision">The entry.</param>
/// <param name="Hash">The entry's hash.</param>
public sealed record KnownHead(string Source, long Revision, LedgerHash Hash);
