using Seckill.Host.Errors;

namespace Seckill.Host.Wire;

/// <summary>What a request says in one of its parts: a value, nothing, or something that is refused.</summary>
internal readonly struct Requested<T>(T? value, Problem? refusal)
{
    public T? Value => value;

    public Problem? Refusal => refusal;
}
