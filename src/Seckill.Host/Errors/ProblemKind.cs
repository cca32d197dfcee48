using System.Text.Json;
using Seckill.Host.Wire;

namespace Seckill.Host.Errors;

/// <summary>One code of the contract, with its HTTP status. Clients switch on <see cref="Code"/>.</summary>
internal sealed record ProblemKind
{
    /// <summary>Must come first, because the codes below add themselves to it.</summary>
    private static readonly List<ProblemKind> Declared = [];

    public static readonly ProblemKind ValidationFailed = Declare("validation_failed", 400, "The request is not valid");
    public static readonly ProblemKind Unauthenticated = Declare("unauthenticated", 401, "No valid credentials");
    public static readonly ProblemKind Forbidden = Declare("forbidden", 403, "Not allowed for this role");
    public static readonly ProblemKind Blocked = Declare("blocked", 403, "On the block list");
    public static readonly ProblemKind TicketRequired = Declare("ticket_required", 403, "The item requires a ticket");
    public static readonly ProblemKind TicketInvalid = Declare("ticket_invalid", 403, "The ticket is not valid");
    public static readonly ProblemKind ChallengeRequired = Declare("challenge_required", 403, "A ticket needs a solved challenge");
    public static readonly ProblemKind ChallengeInvalid = Declare("challenge_invalid", 403, "The challenge is not valid");
    public static readonly ProblemKind NotAdmitted = Declare("not_admitted", 403, "The waiting room has not admitted you");
    public static readonly ProblemKind NotFound = Declare("not_found", 404, "Nothing is here");
    public static readonly ProblemKind ItemNotFound = Declare("item_not_found", 404, "No such item");
    public static readonly ProblemKind OrderNotFound = Declare("order_not_found", 404, "No such order");
    public static readonly ProblemKind NoWaitingList = Declare("no_waiting_list", 404, "The item has no waiting list");
    public static readonly ProblemKind MethodNotAllowed = Declare("method_not_allowed", 405, "The method is not allowed here");
    public static readonly ProblemKind NotStarted = Declare("not_started", 409, "The sale has not started");
    public static readonly ProblemKind SoldOut = Declare("sold_out", 409, "Sold out");
    public static readonly ProblemKind Paused = Declare("paused", 409, "The sale is paused");
    public static readonly ProblemKind Closed = Declare("closed", 409, "The sale is over");
    public static readonly ProblemKind LimitReached = Declare("limit_reached", 409, "The buyer's limit is reached");
    public static readonly ProblemKind CoolingDown = Declare("cooling_down", 409, "Too many reservations were given up");
    public static readonly ProblemKind Available = Declare("available", 409, "Units are available");
    public static readonly ProblemKind WaitingListFull = Declare("waiting_list_full", 409, "The waiting list is full");
    public static readonly ProblemKind CannotWin = Declare("cannot_win", 409, "Nothing is left to wait for");
    public static readonly ProblemKind OrderState = Declare("order_state", 409, "The order's status forbids it");
    public static readonly ProblemKind PaymentUnknown = Declare("payment_unknown", 409, "The provider does not know the payment");
    public static readonly ProblemKind VersionConflict = Declare("version_conflict", 409, "The item has changed meanwhile");
    public static readonly ProblemKind StockConflict = Declare("stock_conflict", 409, "The stock does not allow it");
    public static readonly ProblemKind ItemStarted = Declare("item_started", 409, "The sale has started");
    public static readonly ProblemKind KeyReused = Declare("idempotency_key_reused", 422, "The idempotency key belongs to another request");
    public static readonly ProblemKind RateLimited = Declare("rate_limited", 429, "Too many requests");
    public static readonly ProblemKind InternalError = Declare("internal_error", 500, "Something went wrong on this side");
    public static readonly ProblemKind Overloaded = Declare("overloaded", 503, "Too busy");
    public static readonly ProblemKind OutcomeUnknown = Declare("outcome_unknown", 503, "No answer in time");
    public static readonly ProblemKind NotReady = Declare("not_ready", 503, "This node is not ready");

    private ProblemKind(string code, int status, string title)
    {
        (Code, Status, Title) = (code, status, title);
        EncodedCode = JsonEncodedText.Encode(code);
        EncodedTitle = JsonEncodedText.Encode(title, JsonBody.Encoder);
    }

    /// <summary>All codes.</summary>
    public static IReadOnlyList<ProblemKind> All => Declared;

    /// <summary>The code, for programs.</summary>
    public string Code { get; }

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>The title, for people; the same for every problem of this kind.</summary>
    public string Title { get; }

    /// <summary><see cref="Code"/>, encoded for JSON.</summary>
    public JsonEncodedText EncodedCode { get; }

    /// <summary><see cref="Title"/>, encoded for JSON.</summary>
    public JsonEncodedText EncodedTitle { get; }

    /// <summary>Whether the answer says when to retry.</summary>
    public bool IsTemporary => Status is 429 or 503;

    private static ProblemKind Declare(string code, int status, string title)
    {
        var kind = new ProblemKind(code, status, title);
        Declared.Add(kind);
        return kind;
    }
}
