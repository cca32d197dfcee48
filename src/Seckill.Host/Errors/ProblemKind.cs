using System.Text.Json;
using Seckill.Host.Wire;

namespace Seckill.Host.Errors;

/// <summary>One code of the contract, with the status it travels under. Clients switch on <see cref="Code"/>.</summary>
internal sealed record ProblemKind(string Code, int Status, string Title)
{
    public static readonly ProblemKind ValidationFailed = new("validation_failed", 400, "The request is not valid");
    public static readonly ProblemKind Unauthenticated = new("unauthenticated", 401, "No valid credentials");
    public static readonly ProblemKind Forbidden = new("forbidden", 403, "Not allowed for this role");
    public static readonly ProblemKind NotFound = new("not_found", 404, "Nothing is here");
    public static readonly ProblemKind ItemNotFound = new("item_not_found", 404, "No such item");
    public static readonly ProblemKind OrderNotFound = new("order_not_found", 404, "No such order");
    public static readonly ProblemKind MethodNotAllowed = new("method_not_allowed", 405, "The method is not allowed here");
    public static readonly ProblemKind NotStarted = new("not_started", 409, "The sale has not started");
    public static readonly ProblemKind SoldOut = new("sold_out", 409, "Sold out");
    public static readonly ProblemKind Paused = new("paused", 409, "The sale is paused");
    public static readonly ProblemKind Closed = new("closed", 409, "The sale is over");
    public static readonly ProblemKind LimitReached = new("limit_reached", 409, "The buyer's limit is reached");
    public static readonly ProblemKind OrderState = new("order_state", 409, "The order's status forbids it");
    public static readonly ProblemKind PaymentUnknown = new("payment_unknown", 409, "The provider does not know the payment");
    public static readonly ProblemKind VersionConflict = new("version_conflict", 409, "The item has changed meanwhile");
    public static readonly ProblemKind StockConflict = new("stock_conflict", 409, "The stock does not allow it");
    public static readonly ProblemKind ItemStarted = new("item_started", 409, "The sale has started");
    public static readonly ProblemKind KeyReused = new("idempotency_key_reused", 422, "The idempotency key belongs to another request");
    public static readonly ProblemKind RateLimited = new("rate_limited", 429, "Too many requests");
    public static readonly ProblemKind InternalError = new("internal_error", 500, "Something went wrong on this side");
    public static readonly ProblemKind Overloaded = new("overloaded", 503, "Too busy");
    public static readonly ProblemKind OutcomeUnknown = new("outcome_unknown", 503, "No answer in time");
    public static readonly ProblemKind NotReady = new("not_ready", 503, "This node is not ready");

    /// <summary>Every code there is.</summary>
    public static IReadOnlyList<ProblemKind> All { get; } =
    [
        ValidationFailed, Unauthenticated, Forbidden, NotFound, ItemNotFound, OrderNotFound, MethodNotAllowed, NotStarted, SoldOut, Paused,
        Closed, LimitReached, OrderState, PaymentUnknown, VersionConflict, StockConflict, ItemStarted, KeyReused, RateLimited, InternalError, Overloaded,
        OutcomeUnknown, NotReady,
    ];

    /// <summary><see cref="Code"/>, as JSON has it.</summary>
    public JsonEncodedText EncodedCode { get; } = JsonEncodedText.Encode(Code);

    /// <summary><see cref="Title"/>, as JSON has it.</summary>
    public JsonEncodedText EncodedTitle { get; } = JsonEncodedText.Encode(Title, JsonBody.Encoder);

    /// <summary>Whether the answer says when to come back.</summary>
    public bool IsTemporary => Status is 429 or 503;
}
