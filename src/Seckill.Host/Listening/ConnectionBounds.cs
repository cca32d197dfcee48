namespace Seckill.Host.Listening;

/// <summary>The bounds of a listener's <see cref="ConnectionGuard"/>.</summary>
/// <param name="Section">
/// The configuration section of these bounds, for the log. In each section they are called <c>ConnectionsMax</c>,
/// <c>ConnectionsPerAddressMax</c> and <c>FirstByteTimeoutMs</c>.
/// </param>
/// <param name="Max">Open connections.</param>
/// <param name="PerAddressMax">Open connections per client address. 0: no such bound.</param>
/// <param name="FirstByteTimeoutMs">How long a new connection may be silent. 0: as long as the server itself allows.</param>
internal readonly record struct ConnectionBounds(string Section, int Max, int PerAddressMax, int FirstByteTimeoutMs);
