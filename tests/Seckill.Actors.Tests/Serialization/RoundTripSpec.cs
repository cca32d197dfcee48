using CsCheck;
using Seckill.Actors.Serialization;
using Shouldly;
using Xunit;

namespace Seckill.Actors.Tests.Serialization;

/// <summary>Nothing is lost on the way: any message, read back, is the same in every member, and writes the same bytes again.</summary>
public sealed class RoundTripSpec
{
    private readonly ItemSerializer _serializer = new(null!);

    [Fact]
    public void Journal_entries_come_back() => Gens.Batch.Sample(ShouldComeBack, print: Portrait.Of);

    [Fact]
    public void Commands_come_back() => Gens.Commands.Sample(ShouldComeBack, print: Portrait.Of);

    [Fact]
    public void Replies_come_back() => Gens.Replies.Sample(ShouldComeBack, print: Portrait.Of);

    [Fact]
    public void Publications_come_back() => Gens.Published.Sample(ShouldComeBack, print: Portrait.Of);

    [Fact]
    public void Pages_of_holders_come_back() => Gens.Page.Sample(ShouldComeBack, print: Portrait.Of);

    [Fact]
    public void Queries_come_back() => Gens.Query.Sample(ShouldComeBack, print: Portrait.Of);

    private void ShouldComeBack(object message)
    {
        var bytes = _serializer.ToBinary(message);

        var read = _serializer.FromBinary(bytes, _serializer.Manifest(message));

        read.ShouldBeOfType(message.GetType());
        Portrait.Of(read).ShouldBe(Portrait.Of(message));
        _serializer.ToBinary(read).ShouldBe(bytes);
    }
}
