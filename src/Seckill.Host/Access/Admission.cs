using Seckill.Actors.Settings.Blocks;
using Seckill.Host.Access.Rates;
using Seckill.Host.Errors;
using Seckill.Host.Wire;

namespace Seckill.Host.Access;

/// <summary>Who may call an endpoint.</summary>
internal enum Audience
{
    /// <summary>Anybody. Tokens are ignored.</summary>
    Everybody,

    /// <summary>Callers with a token, which the endpoint itself verifies.</summary>
    Bearers,

    /// <summary>Callers with a valid token.</summary>
    Callers,

    /// <summary>Callers with a valid token and the role <see cref="Caller.OperatorRole"/>.</summary>
    Operators,
}

/// <summary>
/// Who may call an endpoint, and whether <see cref="CallRates"/> counts its calls. By default an endpoint is open to everybody and
/// counted, so an author cannot forget the limit, only decide against it.
/// </summary>
internal sealed record Admits(Audience Audience, bool IsCounted)
{
    /// <summary>The default of an endpoint without a declaration.</summary>
    public static readonly Admits Anybody = new(Audience.Everybody, IsCounted: true);

    /// <summary>
    /// Whether it refuses who is on the block list. What anybody may read from memory stays open, as do the provider's reports; operators
    /// must be able to take back a block of their own address; sessions look by themselves, because operators need them too.
    /// </summary>
    public bool RefusesBlocked { get; } = Audience == Audience.Callers || (Audience == Audience.Everybody && IsCounted);
}

/// <summary>How endpoints declare who may call them.</summary>
internal static class AdmissionConventions
{
    private static readonly Admits AnyCaller = new(Audience.Callers, IsCounted: true);
    private static readonly Admits Operators = new(Audience.Operators, IsCounted: true);
    private static readonly Admits Buyers = new(Audience.Callers, IsCounted: false);
    private static readonly Admits Bearers = new(Audience.Bearers, IsCounted: true);
    private static readonly Admits Free = new(Audience.Everybody, IsCounted: false);

    /// <summary>Requires a valid token.</summary>
    public static TBuilder ForCallers<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder => routes.WithMetadata(AnyCaller);

    /// <summary>Requires a valid token with the role <see cref="Caller.OperatorRole"/>.</summary>
    public static TBuilder ForOperators<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder => routes.WithMetadata(Operators);

    /// <summary>Requires a valid token. For the purchase, which counts its own calls (<see cref="PurchaseRates"/>).</summary>
    public static TBuilder ForBuyers<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder => routes.WithMetadata(Buyers);

    /// <summary>Requires a token that the endpoint itself verifies. Calls are counted as a stranger's until then.</summary>
    public static TBuilder ForBearers<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder => routes.WithMetadata(Bearers);

    /// <summary>For everybody, without a limit: the answer comes from this node's memory, without an item or a database.</summary>
    public static TBuilder FromMemory<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder => routes.WithMetadata(Free);

    /// <summary>
    /// For callers that sign: the endpoint checks the signature before it reaches an item or a database, and counts badly signed calls as
    /// a stranger's (<see cref="CallRates.RefuseStranger"/>). Well-signed calls are not limited, because the provider's reports come in
    /// bursts and a refused one would delay a payment.
    /// </summary>
    public static TBuilder ForSigners<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder => routes.WithMetadata(Free);
}

/// <summary>
/// Lets a request through if the endpoint admits the caller named by the bearer token, and the rates allow the call. It ignores tokens
/// where anybody may call. It replaces the framework's authentication and authorization, which look up schemes, handlers, tickets,
/// policies and requirements for every request; that costs more than the rest of a refusal.
/// </summary>
internal sealed class Admission(RequestDelegate next, TokenReader tokens, CallRates rates, BlockList blocks)
{
    private static readonly Problem WrongRole = new(ProblemKind.Forbidden, "The token's role does not allow this.");

    public Task InvokeAsync(HttpContext context)
    {
        // Without an endpoint there is nothing to protect.
        if (context.GetEndpoint() is not { } endpoint) return next(context);
        var admits = endpoint.Metadata.GetMetadata<Admits>() ?? Admits.Anybody;
        // First, because it is cheaper than reading a token.
        if (admits.RefusesBlocked && blocks.Covers(context.Connection.RemoteIpAddress)) return Blocked.Address.ExecuteAsync(context);
        if (admits.Audience == Audience.Everybody) return AdmitAnybodyAsync(context, admits);
        if (BearerToken.Of(context.Request) is not { } token) return RefuseAsync(context, BearerToken.NotOne);
        if (admits.Audience == Audience.Bearers) return AdmitAnybodyAsync(context, admits);
        var reading = tokens.ReadAsync(token);
        return reading.IsCompletedSuccessfully ? AdmitAsync(context, admits, reading.Result) : WaitAsync(context, admits, reading);
    }

    private Task AdmitAnybodyAsync(HttpContext context, Admits admits) =>
        admits.IsCounted && rates.RefuseStranger(context) is { } tooOften ? tooOften.ExecuteAsync(context) : next(context);

    private async Task WaitAsync(HttpContext context, Admits admits, ValueTask<RequestPart<Caller>> reading) =>
        await AdmitAsync(context, admits, await reading.ConfigureAwait(false)).ConfigureAwait(false);

    private Task AdmitAsync(HttpContext context, Admits admits, RequestPart<Caller> read)
    {
        if (read.Value is not { } caller) return RefuseAsync(context, read.Refusal!);
        if (admits.Audience == Audience.Operators && !caller.IsOperator) return WrongRole.ExecuteAsync(context);
        if (admits.RefusesBlocked && blocks.Covers(caller.Buyer)) return Blocked.Buyer.ExecuteAsync(context);
        if (admits.IsCounted && rates.Refuse(caller, context) is { } tooOften) return tooOften.ExecuteAsync(context);
        context.Features.Set(caller);
        return next(context);
    }

    private static Task RefuseAsync(HttpContext context, Problem ofWhatIsGiven) =>
        BearerToken.Challenge(context, ofWhatIsGiven).ExecuteAsync(context);
}
