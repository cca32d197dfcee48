using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Seckill.Faults.Receipts;

/// <summary>One waiting room's ledger, added up in the plainest way. Whatever breaks a promise is noted, not refused.</summary>
internal sealed class RoomLedger(string item)
{
    /// <summary>Who comes back so soon keeps the place: the product's default.</summary>
    private const long GraceMs = 30_000;

    private readonly List<string> _faults = [];
    private readonly Dictionary<string, Place> _people = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> _holders = [];
    private readonly List<RoomEvent.Admitted> _steps = [];
    private long _head;
    private long _atMs;
    private long _latestMs;

    private sealed record Place(int Number, long? LeftAtMs);

    public string Item => item;

    /// <summary>Contradictions and broken promises within the ledger.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>Null until it is chosen.</summary>
    public byte[]? Seed { get; private set; }

    public bool IsDrawn { get; private set; }

    /// <summary>People who were there for the draw.</summary>
    public int Drawn { get; private set; }

    /// <summary>How often somebody came back in time and kept the place.</summary>
    public int Returns { get; private set; }

    /// <summary>How often somebody was admitted.</summary>
    public int Steps => _steps.Count;

    /// <summary>The newest number; 0 before the draw.</summary>
    public int LastNumber { get; private set; }

    /// <summary>Everybody up to this number was admitted.</summary>
    public int Cursor { get; private set; }

    /// <summary>Whose number it is, or was; null when nobody ever had it.</summary>
    public string? HolderOf(int number) => _holders.GetValueOrDefault(number);

    public void Add(RoomEntry entry)
    {
        if (entry.Number != _head + 1) Note($"entry {entry.Number} follows entry {_head}");
        (_head, _atMs, _latestMs) = (entry.Number, entry.AtMs, Math.Max(_latestMs, entry.AtMs));
        foreach (var happened in entry.Events) Add(happened);
    }

    /// <summary>The order in which everybody can recompute the draw: by HMAC-SHA256 of the name under the seed, compared as bytes.</summary>
    public static string[] DrawOf(byte[] seed, IEnumerable<string> people) =>
        [.. people.OrderBy(name => Convert.ToHexString(HMACSHA256.HashData(seed, Encoding.ASCII.GetBytes(name))), StringComparer.Ordinal)];

    private void Add(RoomEvent happened)
    {
        switch (happened)
        {
            case RoomEvent.SeedChosen chosen:
                if (Seed is not null) Note("a second seed was chosen");
                Seed = chosen.Seed;
                break;
            case RoomEvent.Joined joined:
                Join(joined);
                break;
            case RoomEvent.Left left:
                Leave(left.Buyer);
                break;
            case RoomEvent.Returned returned:
                Returns++;
                if (_people.GetValueOrDefault(returned.Buyer) is not { LeftAtMs: not null } place) Note($"{returned.Buyer} came back without having left");
                else _people[returned.Buyer] = place with { LeftAtMs = null };
                break;
            case RoomEvent.Drawn drawn:
                Draw(drawn);
                break;
            case RoomEvent.Admitted admitted:
                Admit(admitted);
                break;
        }
    }

    private void Join(RoomEvent.Joined joined)
    {
        if (Seed is null) Note("somebody joined before there was a seed");
        if (joined.FirstNumber != (IsDrawn ? LastNumber + 1 : 0)) Note($"number {joined.FirstNumber} follows number {LastNumber}");
        foreach (var (i, buyer) in joined.Buyers.Index())
        {
            if (_people.GetValueOrDefault(buyer) is { } place && !MayBeReplaced(place)) Note($"{buyer}, who has place {place.Number}, got another one");
            Give(buyer, IsDrawn ? joined.FirstNumber + i : 0);
        }

        if (IsDrawn) LastNumber = joined.FirstNumber + joined.Buyers.Count - 1;
    }

    /// <summary>A place never changes: only whose ticket is over, or who was away for too long, gets another one.</summary>
    private bool MayBeReplaced(Place place) =>
        (place.LeftAtMs is { } leftAt && _atMs - leftAt > GraceMs)
        || (place.Number > 0 && place.Number <= Cursor && _steps.First(step => step.UpTo >= place.Number).ExpiresAtMs <= _latestMs);

    private void Give(string buyer, int number)
    {
        _people[buyer] = new Place(number, null);
        if (number > 0 && !_holders.TryAdd(number, buyer)) Note($"place {number} of {_holders[number]} was given to {buyer} too");
    }

    private void Leave(string buyer)
    {
        if (_people.GetValueOrDefault(buyer) is not { LeftAtMs: null } place) Note($"{buyer} left without a place");
        else if (IsDrawn) _people[buyer] = place with { LeftAtMs = _atMs };
        else _people.Remove(buyer);
    }

    private void Draw(RoomEvent.Drawn drawn)
    {
        if (IsDrawn) Note("the places were drawn twice");
        if (Seed is null || !drawn.Seed.SequenceEqual(Seed)) Note("the places were drawn by another seed than the chosen one");
        if (drawn.Count != _people.Count) Note($"{drawn.Count} places were drawn for {_people.Count} people");
        (IsDrawn, Drawn, LastNumber) = (true, drawn.Count, drawn.Count);
        foreach (var (i, buyer) in DrawOf(drawn.Seed, [.. _people.Keys]).Index()) Give(buyer, i + 1);
    }

    private void Admit(RoomEvent.Admitted admitted)
    {
        if (!IsDrawn) Note("somebody was admitted before the draw");
        if (admitted.UpTo <= Cursor || admitted.UpTo > LastNumber) Note($"admission went from place {Cursor} to place {admitted.UpTo} of {LastNumber}");
        Cursor = admitted.UpTo;
        _steps.Add(admitted);
    }

    private void Note(string fault) => _faults.Add(string.Create(
        CultureInfo.InvariantCulture, $"room of {item}: {fault} (entry {_head} of {DateTimeOffset.FromUnixTimeMilliseconds(_atMs):HH:mm:ss.fff})"));
}
