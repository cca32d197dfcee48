using System.Globalization;
using Seckill.Domain.Shared;
using Seckill.Host.Access;
using Seckill.Host.Access.Tickets;

namespace Seckill.Benchmarks.Load;

/// <summary>
/// A file with the purchase of each buyer, who holds a ticket already. The run signs the tickets itself, with the host's key: it is the
/// purchase that is measured, and fetching tickets would be another load.
/// </summary>
internal sealed class Tickets : IDisposable
{
    /// <param name="item">For what.</param>
    /// <param name="count">How many buyers get one, from the first on.</param>
    public Tickets(string item, int count)
    {
        var auth = new AuthSettings { SigningKey = Credentials.SigningKey, Issuer = Credentials.Issuer, Audience = Credentials.Audience };
        var desk = new TicketDesk(Microsoft.Extensions.Options.Options.Create(auth), Microsoft.Extensions.Options.Options.Create(new HttpLimits()), TimeProvider.System);
        var id = ItemId.Parse(item);
        BodyFile = Path.GetTempFileName();
        using var file = File.CreateText(BodyFile);
        for (var i = 0; i < count; i++)
            file.WriteLine(string.Create(CultureInfo.InvariantCulture, $$"""{"ticket":"{{desk.Issue(BuyerId.Parse(Buyers.IdOf(i)), id).Ticket}}"}"""));
    }

    /// <summary>The file: one body a line, the first buyer's first.</summary>
    public string BodyFile { get; }

    public void Dispose() => File.Delete(BodyFile);
}
