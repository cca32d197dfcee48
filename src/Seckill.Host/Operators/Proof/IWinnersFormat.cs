using System.Buffers;
using Seckill.Actors.Projections.Winners;

namespace Seckill.Host.Operators.Proof;

/// <summary>Writes a winners' list, page by page.</summary>
internal interface IWinnersFormat
{
    string ContentType { get; }

    /// <summary>The name of a file, without a dot.</summary>
    string Extension { get; }

    void Begin(IBufferWriter<byte> target, WinnersBasis basis);

    void Write(IBufferWriter<byte> target, Winner winner);

    void End(IBufferWriter<byte> target, long count);
}
