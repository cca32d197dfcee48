using System.Text.Json.Serialization;
using Seckill.Host.Access;
using Seckill.Host.Access.Challenges;
using Seckill.Host.Access.Identity;
using Seckill.Host.Access.Tickets;
using Seckill.Host.Errors;
using Seckill.Host.Health;
using Seckill.Host.Items;
using Seckill.Host.Operators;
using Seckill.Host.Operators.Audit;
using Seckill.Host.Operators.Blocks;
using Seckill.Host.Operators.Commands;
using Seckill.Host.Operators.Proof;
using Seckill.Host.Operators.Switches;
using Seckill.Host.Orders;
using Seckill.Host.Payments;
using Seckill.Host.WaitingList;
using Seckill.Host.WaitingRooms;

namespace Seckill.Host.Wire;

/// <summary>Every type sent over HTTP as JSON. Reading is strict: no unknown or repeated field, no number in quotes.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    NumberHandling = JsonNumberHandling.Strict,
    AllowDuplicateProperties = false,
    MaxDepth = 8,
    Converters = [typeof(Rfc3339Converter), typeof(CellConverter)])]
[JsonSerializable(typeof(AuditResource))]
[JsonSerializable(typeof(BlockPage))]
[JsonSerializable(typeof(BlockRequest))]
[JsonSerializable(typeof(ChallengeResource))]
[JsonSerializable(typeof(ClockResource))]
[JsonSerializable(typeof(ClusterResource))]
[JsonSerializable(typeof(CommandEndResource))]
[JsonSerializable(typeof(CommandRequest))]
[JsonSerializable(typeof(CommandResultResource))]
[JsonSerializable(typeof(LocalItemsResource))]
[JsonSerializable(typeof(DevTokenAnswer))]
[JsonSerializable(typeof(DevTokenRequest))]
[JsonSerializable(typeof(HealthResource))]
[JsonSerializable(typeof(ItemOrderPage))]
[JsonSerializable(typeof(ItemPage))]
[JsonSerializable(typeof(ItemResource))]
[JsonSerializable(typeof(ListingRequest))]
[JsonSerializable(typeof(OperationPage))]
[JsonSerializable(typeof(OrderPage))]
[JsonSerializable(typeof(OrderResource))]
[JsonSerializable(typeof(PaletteResource))]
[JsonSerializable(typeof(PaymentResource))]
[JsonSerializable(typeof(PlaceResource))]
[JsonSerializable(typeof(ProblemBody))]
[JsonSerializable(typeof(PurchaseRequest))]
[JsonSerializable(typeof(ReasonRequest))]
[JsonSerializable(typeof(SessionResource))]
[JsonSerializable(typeof(StockRequest))]
[JsonSerializable(typeof(TicketRequest))]
[JsonSerializable(typeof(TicketResource))]
[JsonSerializable(typeof(VerificationResource))]
[JsonSerializable(typeof(SwitchList))]
[JsonSerializable(typeof(SwitchRequest))]
[JsonSerializable(typeof(WaitingListRequest))]
[JsonSerializable(typeof(WaitingPlaceResource))]
[JsonSerializable(typeof(WebhookRequest))]
[JsonSerializable(typeof(WinnersResource))]
internal sealed partial class HostJson : JsonSerializerContext;
