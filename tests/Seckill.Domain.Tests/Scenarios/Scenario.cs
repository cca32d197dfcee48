using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Domain.Tests.Scenarios;

/// <summary>
/// Given what happened, when these commands come in one batch, then these are the answers. Every step also checks what must hold
/// always: the state's invariants, and that the promised next state is what the ledger gives.
/// </summary>
internal sealed class Scenario
{
    private Decision? _decision;

    private Scenario()
    {
    }

    /// <summary>How often a buyer may let reservations go; as often as they like unless a test says otherwise.</summary>
    public ChurnRule Churn { get; private set; } = ChurnRule.Off;

    /// <summary>What the waiting list may do; the default unless a test says otherwise.</summary>
    public WaitingRule Waiting { get; private set; } = WaitingRule.Default;

    public ItemState State { get; private set; } = ItemState.Empty(Sale.Item);

    public DateTimeOffset Now { get; private set; } = Sale.Start;

    /// <summary>The replies of the last <see cref="When"/>.</summary>
    public Reply[] Replies => (_decision ?? throw new InvalidOperationException("Nothing was decided yet.")).Replies;

    /// <summary>The only reply of the last <see cref="When"/>.</summary>
    public Reply Reply => Replies.ShouldHaveSingleItem();

    /// <summary>What the last <see cref="When"/> wrote; empty when nothing.</summary>
    public IReadOnlyList<IEvent> Events => _decision?.Batch is { } batch ? batch.Events : [];

    /// <summary>Each command is a batch of its own; the first is said to an item of which nothing is known.</summary>
    public static Scenario Begin(IEnumerable<ICommand> history)
    {
        var scenario = new Scenario();
        foreach (var command in history) scenario.When(command);
        return scenario;
    }

    public Scenario With(ChurnRule churn)
    {
        Churn = churn;
        return this;
    }

    public Scenario With(WaitingRule waiting)
    {
        Waiting = waiting;
        return this;
    }

    public Scenario At(DateTimeOffset now)
    {
        Now = now;
        return this;
    }

    public Scenario After(TimeSpan time) => At(Now + time);

    /// <summary>Decides the commands as one batch and commits it.</summary>
    public Scenario When(params ICommand[] commands)
    {
        var before = State;
        _decision = ItemDecider.Decide(before, commands, Now, Churn, Waiting);
        _decision.Replies.Length.ShouldBe(commands.Length);
        if (_decision.Batch is { } batch)
        {
            batch.Events.ShouldNotBeEmpty();
            batch.At.ShouldBe(Moment.Floor(Now));
            StateShape.Difference(_decision.Next, before.Apply(batch)).ShouldBeNull();
        }
        else
        {
            _decision.Next.ShouldBeSameAs(before);
        }

        State = _decision.Next;
        StateInvariants.Check(State);
        return this;
    }

    public Scenario Then(params Outcome[] outcomes)
    {
        Replies.Select(reply => reply.Outcome).ShouldBe(outcomes);
        return this;
    }

    public Scenario ThenOrder(long sequence, OrderStatus status)
    {
        State.FindOrder(sequence).ShouldNotBeNull().Status.ShouldBe(status);
        return this;
    }

    public Scenario ThenStock(long available, long held, long sold)
    {
        State.Stock.ShouldBe(new Stock(available + held + sold, available, held, sold));
        return this;
    }

    public Scenario AndNothingIsWritten()
    {
        Events.ShouldBeEmpty();
        return this;
    }
}
