using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Payments;

/// <summary>A pending question, and the item that wants the answer.</summary>
internal sealed record PendingQuestion(PaymentQuestion Question, IActorRef Asker);

/// <summary>One call that answers several questions of one item.</summary>
internal sealed class InquiryCall(ItemId item, IReadOnlyList<PendingQuestion> questions)
{
    public ItemId Item { get; } = item;

    public IReadOnlyList<PendingQuestion> Questions { get; } = questions;

    /// <summary>The orders that the call is about.</summary>
    public IReadOnlyList<long> Orders { get; } = [.. questions.SelectMany(one => one.Question.Sequences).Distinct()];

    /// <summary>The orders of each asker. There are several askers only when the item has restarted meanwhile.</summary>
    public IEnumerable<(IActorRef Asker, ImmutableArray<long> Orders)> ByAsker() => Questions
        .GroupBy(one => one.Asker)
        .Select(asker => (asker.Key, asker.SelectMany(one => one.Question.Sequences).ToImmutableArray()));
}

/// <summary>
/// Questions that wait for a call; bounded. Items take turns. While a call of an item is under way, its further questions gather, and
/// the next call answers all of them: the number of calls depends on how long one takes, not on the number of deadlines. An item has
/// several calls under way only when its questions fill them.
/// </summary>
internal sealed class InquiryQueue(int questionsMax)
{
    private sealed class Line
    {
        public Queue<PendingQuestion> Waiting { get; } = new();

        public int Orders { get; set; }

        public int Calls { get; set; }

        public bool HasTurn { get; set; }

        public bool IsReady => Waiting.Count > 0 && (Calls == 0 || Orders >= PaymentQuestion.OrdersMax);
    }

    private readonly Dictionary<ItemId, Line> _lines = [];
    private readonly Queue<ItemId> _turns = new();
    private int _count;

    /// <summary>All waiting questions.</summary>
    public IEnumerable<PendingQuestion> All => _lines.Values.SelectMany(line => line.Waiting);

    /// <summary>False when the queue is full.</summary>
    public bool TryAdd(PendingQuestion question)
    {
        if (_count >= questionsMax) return false;
        var item = question.Question.ItemId;
        if (!_lines.TryGetValue(item, out var line)) _lines.Add(item, line = new Line());
        line.Waiting.Enqueue(question);
        line.Orders += question.Question.Sequences.Length;
        _count++;
        TakeTurn(item, line);
        return true;
    }

    /// <summary>
    /// Takes the questions for the next call: the oldest of the item whose turn it is. False when no call is due. After a call the caller
    /// must call <see cref="End"/>.
    /// </summary>
    public bool TryTake([MaybeNullWhen(false)] out InquiryCall call)
    {
        call = null;
        if (!_turns.TryDequeue(out var item)) return false;
        var (line, questions, orders) = (_lines[item], new List<PendingQuestion>(), 0);
        line.HasTurn = false;
        while (line.Waiting.TryPeek(out var next) && (orders == 0 || orders + next.Question.Sequences.Length <= PaymentQuestion.OrdersMax))
        {
            questions.Add(line.Waiting.Dequeue());
            orders += next.Question.Sequences.Length;
        }

        line.Orders -= orders;
        line.Calls++;
        _count -= questions.Count;
        TakeTurn(item, line);
        call = new InquiryCall(item, questions);
        return true;
    }

    /// <summary>Records that a call of an item is over.</summary>
    public void End(ItemId item)
    {
        var line = _lines[item];
        line.Calls--;
        TakeTurn(item, line);
        if (line.Calls == 0 && line.Waiting.Count == 0) _lines.Remove(item);
    }

    private void TakeTurn(ItemId item, Line line)
    {
        if (line.HasTurn || !line.IsReady) return;
        line.HasTurn = true;
        _turns.Enqueue(item);
    }
}
