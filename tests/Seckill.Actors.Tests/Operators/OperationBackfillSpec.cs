using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Seckill.Actors.Hosting;
using Seckill.Actors.Ledger;
using Seckill.Actors.Operators;
using Seckill.Actors.Tests.Testing;
using Seckill.Domain.Shared;
using Seckill.Testing;
using Shouldly;
using Xunit;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Tests.Operators;

/// <summary>Operations of entries whose rows an earlier program wrote are filled in from the ledger.</summary>
public sealed class OperationBackfillSpec : IAsyncLifetime, IDisposable
{
    private const int Entries = 1_000;
    private static readonly ItemId Item = ItemId.Parse("phone");

    private readonly FakeTimeProvider _time = new();
    private readonly FakeOperationTables _tables = new();
    private readonly LogLines<OperationBackfill> _lines = new();
    private readonly OperationBackfill _backfill;

    public OperationBackfillSpec()
    {
        for (var revision = 1; revision <= Entries; revision++)
            _tables.Ledger.Add(new LedgerEntry(Item, revision, new BatchCommitted(DateTimeOffset.UnixEpoch, [new SalePaused()])));
        _backfill = new OperationBackfill(_tables, _tables, Options.Create(new ClusterSettings()), _time, _lines);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _backfill.StopAsync(CancellationToken.None);

    public void Dispose() => _backfill.Dispose();

    [Fact]
    public async Task All_entries_up_to_the_rows_are_filled_in_once()
    {
        _tables.Revision = Entries - 1;

        await _backfill.StartAsync(CancellationToken.None);

        await Eventually.BecomesTrueAsync(() => _tables.Reached == Entries - 1);
        _tables.Filled.Count.ShouldBe(Entries - 1);
        _lines.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_an_earlier_program_adds_later_is_found_too()
    {
        await _backfill.StartAsync(CancellationToken.None);
        await Eventually.BecomesTrueAsync(() => _tables.Tries >= 1);

        _tables.Revision = 7;

        await PassUntilAsync(() => _tables.Reached == 7);
    }

    [Fact]
    public async Task After_an_outage_it_goes_on()
    {
        (_tables.Revision, _tables.IsAway) = (5, true);
        await _backfill.StartAsync(CancellationToken.None);
        await PassUntilAsync(() => _tables.Tries >= 3);
        _lines.Lines.ShouldNotBeEmpty();
        _lines.Lines.ShouldAllBe(line => line.Text.Contains("cannot be completed at present"));

        _tables.IsAway = false;

        await PassUntilAsync(() => _tables.Reached == 5);
    }

    [Fact]
    public async Task A_ledger_is_read_up_to_its_damage_which_is_told()
    {
        (_tables.Revision, _tables.Damaged) = (9, 4);

        await _backfill.StartAsync(CancellationToken.None);

        await Eventually.BecomesTrueAsync(() => !_lines.Lines.IsEmpty);
        _lines.Lines.ShouldHaveSingleItem().Text.ShouldContain("damaged, as the test asked");
        await Eventually.BecomesTrueAsync(() => _tables.Reached == 3);
        _tables.Damaged = 0;
        await PassUntilAsync(() => _tables.Reached == 9);
    }

    private Task PassUntilAsync(Func<bool> isSo) => Eventually.BecomesTrueAsync(() =>
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        return isSo();
    });
}
