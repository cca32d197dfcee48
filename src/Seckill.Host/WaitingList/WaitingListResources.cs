using System.ComponentModel;
using Seckill.Domain.Items;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Host.WaitingList;

/// <summary>A request for a place.</summary>
internal sealed record WaitingListRequest
{
    [Description("A ticket from POST /api/items/{itemId}/ticket, for items that require one. Joining uses it up; the offer needs none.")]
    public string? Ticket { get; init; }
}

/// <summary>A buyer's place on the waiting list of an item.</summary>
internal sealed record WaitingPlaceResource
{
    [Description("`waiting`; `offered`: a unit is yours if you pay for the order in time; `none`: neither.")]
    public required string State { get; init; }

    [Description("How many are served before you; 0 unless `waiting`.")]
    public required int Ahead { get; init; }

    [Description("With `offered`: the pending order, to be paid or cancelled like any other.")]
    public required string? OrderId { get; init; }

    [Description("With `offered`: until when the unit is held for you.")]
    public required DateTimeOffset? PayBefore { get; init; }

    /// <summary>The place that a reply tells of; null when it is a refusal.</summary>
    public static WaitingPlaceResource? Of(Reply reply) => reply.Outcome switch
    {
        Outcome.Waiting => Of("waiting", reply.Ahead, offer: null),
        Outcome.Offered => Of("offered", ahead: 0, reply.Order),
        Outcome.NotWaiting => None,
        _ => null,
    };

    /// <summary>The place of somebody who has none.</summary>
    public static WaitingPlaceResource None { get; } = Of("none", ahead: 0, offer: null);

    private static WaitingPlaceResource Of(string state, int ahead, Order? offer) =>
        new() { State = state, Ahead = ahead, OrderId = offer?.Id.ToString(), PayBefore = offer?.PayBefore };
}
