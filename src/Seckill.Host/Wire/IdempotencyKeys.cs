using Seckill.Domain.Shared;
using Seckill.Host.Errors;

namespace Seckill.Host.Wire;

/// <summary>Reads the client's idempotency key.</summary>
internal static class IdempotencyKeys
{
    public const string Header = "Idempotency-Key";

    /// <summary>Reads the header; null when it is missing.</summary>
    public static RequestPart<IdempotencyKey?> ReadIdempotencyKey(this IHeaderDictionary headers)
    {
        var text = headers.ReadOne(Header);
        if (text.Refusal is not null) return new RequestPart<IdempotencyKey?>(null, text.Refusal);
        if (text.Value is null) return default;
        return IdempotencyKey.TryParse(text.Value, out var key)
            ? new RequestPart<IdempotencyKey?>(key, null)
            : new RequestPart<IdempotencyKey?>(null, Problem.Invalid(Header, $"{Header} is 1 to 64 visible ASCII characters."));
    }
}
