using Seckill.Host.Errors;

namespace Seckill.Host.Wire;

/// <summary>A part of a request as read: a value, nothing, or a refusal.</summary>
internal readonly struct RequestPart<T>(T? value, Problem? refusal)
{
    public T? Value => value;

    public Problem? Refusal => refusal;
}
