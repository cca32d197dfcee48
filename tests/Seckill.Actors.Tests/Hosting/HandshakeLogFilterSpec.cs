using Akka.Event;
using Microsoft.Extensions.Time.Testing;
using Seckill.Actors.Hosting;
using Shouldly;
using Xunit;

namespace Seckill.Actors.Tests.Hosting;

public sealed class HandshakeLogFilterSpec
{
    [Fact]
    public void One_line_a_second_about_strangers_and_everything_of_everybody_else()
    {
        var time = new FakeTimeProvider();
        var filter = new HandshakeLogFilter(time);
        var stranger = new Warning("TcpServerHandler (akka://seckill)", typeof(object), "TLS handshake failed (as the test says).");
        var node = new Warning("akka://seckill/user/board", typeof(object), "Something of the node's own.");

        filter.ShouldKeepMessage(stranger).ShouldBe(LogFilterDecision.Keep);
        filter.ShouldKeepMessage(stranger).ShouldBe(LogFilterDecision.Drop);
        time.Advance(TimeSpan.FromMilliseconds(999));
        filter.ShouldKeepMessage(stranger).ShouldBe(LogFilterDecision.Drop);
        filter.ShouldKeepMessage(node).ShouldBe(LogFilterDecision.NoDecision);
        time.Advance(TimeSpan.FromMilliseconds(1));
        filter.ShouldKeepMessage(stranger).ShouldBe(LogFilterDecision.Keep);
    }
}
