using Seckill.Domain.WaitingRooms;

namespace Seckill.Domain.Tests.WaitingRooms;

/// <summary>A step is forgotten once its tickets are over and no estimate looks back on it.</summary>
public sealed class ForgettingTests
{
    [Fact]
    public void A_step_is_forgotten_at_the_very_instant_and_its_last_number_is_over()
    {
        var room = Room.Drawn(100);
        room.Admit(available: 10);
        room.Leave(room.At(3));
        room.Leave(room.At(40));

        room.Now = Room.Start.AddSeconds(60);
        room.Admit(available: 10);

        room.State.Steps.ShouldHaveSingleItem().UpTo.ShouldBe(30);
        room.State.ForgottenUpTo.ShouldBe(15);
        room.State.Left.ShouldBe([40], "numbers go with their step, and others stay");
        room.PlaceOf(room.At(15)).ShouldBe(Place.Gone);
        room.PlaceOf(room.At(16)).State.ShouldBe(PlaceState.Admitted);
    }

    [Theory]
    [InlineData(10, 59)]
    [InlineData(120, 119)]
    public void It_is_kept_while_an_estimate_or_a_ticket_needs_it(int lifetime, int second)
    {
        var room = Room.Drawn(50, Room.Usual with { TicketLifetime = TimeSpan.FromSeconds(lifetime) });
        room.Admit(available: 10);

        room.Now = Room.Start.AddSeconds(second);
        room.Join("late");

        (room.State.Steps.Length, room.State.ForgottenUpTo).ShouldBe((1, 0));
        room.Now = Room.Start.AddSeconds(second + 1);
        room.Join("later");
        (room.State.Steps.Length, room.State.ForgottenUpTo).ShouldBe((0, 15));
    }
}
