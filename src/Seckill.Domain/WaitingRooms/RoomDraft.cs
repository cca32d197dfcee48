using System.Collections.Immutable;
using Seckill.Domain.Collections;
using Seckill.Domain.Shared;
using static Seckill.Domain.WaitingRooms.RoomProtocol;

namespace Seckill.Domain.WaitingRooms;

/// <summary>
/// A mutable <see cref="RoomState"/>, so that a batch of hundreds of people costs one pass. It exists only within one call of
/// <see cref="RoomState.Apply"/> or <see cref="RoomDecider.Decide"/>.
/// </summary>
internal sealed class RoomDraft(RoomState origin)
{
    private readonly HashTrie<BuyerId, RoomPlace>.Builder _people = origin.People.ToBuilder();
    private ImmutableSortedSet<int> _left = origin.Left;
    private ImmutableArray<AdmissionStep> _steps = origin.Steps;
    private DateTimeOffset? _firstStepAt = origin.FirstStepAt;
    private int _drawnCount = origin.DrawnCount;
    private bool _changed;

    public RoomSeed? Seed { get; private set; } = origin.Seed;

    public DateTimeOffset? DrawnAt { get; private set; } = origin.DrawnAt;

    public int LastNumber { get; private set; } = origin.LastNumber;

    public int Cursor { get; private set; } = origin.Cursor;

    public int PeopleCount => _people.Count;

    public bool IsDrawn => DrawnAt is not null;

    public ImmutableArray<AdmissionStep> Steps => _steps;

    public RoomPlace? Find(BuyerId buyer) => _people.TryGetValue(buyer, out var place) ? place : null;

    /// <summary>Whether a number's ticket is over.</summary>
    public bool IsOver(int number, DateTimeOffset now) =>
        number > 0 && number <= Cursor && RoomFace.IsOver(_steps, origin.ForgottenUpTo, number, now);

    public bool IsLeft(int number) => _left.Contains(number);

    public void Apply(IRoomEvent change, DateTimeOffset at)
    {
        switch (change)
        {
            case PeopleJoined joined:
                Join(joined);
                break;
            case PeopleAdmitted admitted:
                Admit(admitted, at);
                break;
            case PersonLeft left:
                Leave(left.Buyer, at);
                break;
            case PersonReturned returned:
                Return(returned.Buyer);
                break;
            case PlacesDrawn drawn:
                Number(drawn, at);
                break;
            case SeedChosen chosen:
                if (Seed is not null) throw Contradiction("a second seed");
                Seed = chosen.Seed;
                break;
            default:
                throw Contradiction($"an event of unknown type {change.GetType().Name}");
        }

        _changed = true;
    }

    /// <summary>Gives one person a place: the next number, or before the draw none. Several make up one <see cref="PeopleJoined"/>.</summary>
    public int Join(BuyerId buyer)
    {
        var number = IsDrawn ? ++LastNumber : 0;
        _people[buyer] = new RoomPlace(number, 0);
        _changed = true;
        return number;
    }

    public RoomState Commit(DateTimeOffset at)
    {
        if (!_changed) return origin;
        var forgottenUpTo = ForgetSteps(at);
        return origin with
        {
            Revision = origin.Revision + 1,
            Seed = Seed,
            DrawnAt = DrawnAt,
            DrawnCount = _drawnCount,
            LastNumber = LastNumber,
            Cursor = Cursor,
            FirstStepAt = _firstStepAt,
            Steps = _steps,
            ForgottenUpTo = forgottenUpTo,
            People = _people.ToImmutable(),
            Left = _left,
        };
    }

    private void Join(PeopleJoined joined)
    {
        if (joined.FirstNumber != (IsDrawn ? LastNumber + 1 : 0)) throw Contradiction($"people who join at {joined.FirstNumber}");
        foreach (var buyer in joined.Buyers) Join(buyer);
    }

    private void Leave(BuyerId buyer, DateTimeOffset at)
    {
        var place = Find(buyer) ?? throw Contradiction("somebody who leaves without a place");
        if (!IsDrawn)
        {
            _people.Remove(buyer);
            return;
        }

        _people[buyer] = place with { LeftAtMs = at.ToUnixTimeMilliseconds() };
        _left = _left.Add(place.Number);
    }

    private void Return(BuyerId buyer)
    {
        if (Find(buyer) is not { IsLeft: true } place) throw Contradiction("somebody who returns without having left");
        _people[buyer] = place with { LeftAtMs = 0 };
        _left = _left.Remove(place.Number);
    }

    private void Number(PlacesDrawn drawn, DateTimeOffset at)
    {
        if (IsDrawn || drawn.Count != _people.Count || !drawn.Seed.Equals(Seed)) throw Contradiction("a draw of another set of people");
        var order = Draw.Order(drawn.Seed, [.. _people.ToImmutable().Keys]);
        for (var i = 0; i < order.Length; i++) _people[order[i]] = new RoomPlace(i + 1, 0);
        (DrawnAt, _drawnCount, LastNumber) = (at, order.Length, order.Length);
    }

    private void Admit(PeopleAdmitted admitted, DateTimeOffset at)
    {
        if (admitted.UpTo <= Cursor || admitted.UpTo > LastNumber) throw Contradiction($"a cursor that moves from {Cursor} to {admitted.UpTo}");
        Cursor = admitted.UpTo;
        _firstStepAt ??= at;
        _steps = _steps.Add(new AdmissionStep(admitted.UpTo, at, admitted.ExpiresAt, admitted.Orders));
    }

    /// <summary>Forgets what no estimate and no ticket needs any more, and the numbers with it.</summary>
    private int ForgetSteps(DateTimeOffset at)
    {
        var forgotten = 0;
        while (forgotten < _steps.Length && _steps[forgotten].ExpiresAt <= at && _steps[forgotten].At + RoomState.StepMemory <= at) forgotten++;
        if (forgotten == 0) return origin.ForgottenUpTo;
        var upTo = _steps[forgotten - 1].UpTo;
        _steps = _steps.RemoveRange(0, forgotten);
        while (!_left.IsEmpty && _left.Min <= upTo) _left = _left.Remove(_left.Min);
        return upTo;
    }

    private InvalidOperationException Contradiction(string what) => new($"The ledger of the waiting room of {origin.Id} holds {what}.");
}
