using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Seckill.Actors.Hosting;
using Seckill.Actors.Operators;
using Seckill.Actors.Tests.Testing;
using Seckill.Domain.Items;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Actors.Tests.Operators;

/// <summary>Attempts reach the table in batches, through outages, and old ones are forgotten.</summary>
public sealed class AttemptWriterSpec : IAsyncLifetime, IDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 11, 10, 0, 0, TimeSpan.Zero));
    private readonly FakeOperationTables _tables = new();
    private readonly LogLines<AttemptWriter> _lines = new();
    private readonly OperationLog _log;
    private readonly AttemptWriter _writer;

    public AttemptWriterSpec()
    {
        var limits = Options.Create(new SeckillLimits { OperatorAttemptsDays = 7, OperatorAttemptsMax = 5_000 });
        _log = new OperationLog(limits, _time, new LogLines<OperationLog>());
        _writer = new AttemptWriter(_log, _tables, limits, _time, _lines);
    }

    public Task InitializeAsync() => _writer.StartAsync(CancellationToken.None);

    public Task DisposeAsync() => _writer.StopAsync(CancellationToken.None);

    public void Dispose() => _writer.Dispose();

    [Fact]
    public async Task Attempts_are_written_in_their_order()
    {
        for (var i = 0; i < 1_200; i++) Attempt($"code-{i}");

        await PassUntilAsync(() => _tables.Attempts.Count == 1_200);
        _tables.Attempts.Select(attempt => attempt.Outcome).ShouldBe(Enumerable.Range(0, 1_200).Select(i => $"code-{i}"));
    }

    [Fact]
    public async Task Through_an_outage_they_wait_and_the_log_says_so()
    {
        _tables.IsAway = true;
        Attempt("first");
        await PassUntilAsync(() => _tables.Tries >= 3);
        Attempt("second");
        _lines.Lines.ShouldNotBeEmpty();
        _lines.Lines.ShouldAllBe(line => line.Text.Contains("cannot be written at present"));

        _tables.IsAway = false;

        await PassUntilAsync(() => _tables.Attempts.Count == 2);
        _tables.Attempts.Select(attempt => attempt.Outcome).ShouldBe(["first", "second"]);
    }

    [Fact]
    public async Task A_node_that_stops_writes_what_waits()
    {
        Attempt("last words");

        await _writer.StopAsync(CancellationToken.None);

        _tables.Attempts.ShouldHaveSingleItem().Outcome.ShouldBe("last words");
    }

    [Fact]
    public async Task Old_attempts_are_forgotten_at_the_start_and_every_hour()
    {
        await Eventually.BecomesTrueAsync(() => _tables.Forgotten.Count == 1);
        _tables.Forgotten.ShouldHaveSingleItem().ShouldBe((_time.GetUtcNow().AddDays(-7), 5_000));

        _time.Advance(TimeSpan.FromHours(1));
        Attempt("an hour later");

        await PassUntilAsync(() => _tables.Forgotten.Count == 2);
    }

    private void Attempt(string outcome) => _log.Attempted(Attribution.Unknown, OperationNames.PauseSale, item: null, detail: null, outcome);

    private Task PassUntilAsync(Func<bool> isSo) => Eventually.BecomesTrueAsync(() =>
    {
        _time.Advance(TimeSpan.FromMilliseconds(200));
        return isSo();
    });
}
