using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace Seckill.Operations.Logs;

/// <summary>One line of this node's log.</summary>
/// <param name="Number">Counts all lines since the start, from 1 on.</param>
/// <param name="At">When it was written.</param>
/// <param name="Level">How serious it is.</param>
/// <param name="Category">Who wrote it.</param>
/// <param name="Text">What it says, with the exception if there is one; cut off where it is very long.</param>
public sealed record LogLine(long Number, DateTimeOffset At, LogLevel Level, string Category, string Text);

/// <summary>Keeps the newest lines of this node's log in memory, so that an operator can read them from anywhere.</summary>
public sealed class LogRing(TimeProvider time) : ILoggerProvider
{
    /// <summary>Lines kept.</summary>
    public const int LinesMax = 1_000;

    private const int TextLengthMax = 2_000;

    private readonly Lock _gate = new();
    private readonly LogLine?[] _lines = new LogLine?[LinesMax];
    private long _newest;

    /// <summary>The number of the newest line; 0 when there is none.</summary>
    public long Newest
    {
        get
        {
            lock (_gate) return _newest;
        }
    }

    /// <summary>The lines after one of them, as far as they are kept, oldest first.</summary>
    public IReadOnlyList<LogLine> After(long number)
    {
        lock (_gate)
        {
            var first = Math.Max(number, _newest - LinesMax) + 1;
            var found = new List<LogLine>();
            for (var i = first; i <= _newest; i++) found.Add(_lines[i % LinesMax]!);
            return found;
        }
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Writer(this, categoryName);

    /// <inheritdoc/>
    public void Dispose()
    {
        // Holds memory and nothing else.
    }

    private void Add(LogLevel level, string category, string text)
    {
        var cut = text.Length > TextLengthMax ? $"{text.AsSpan(0, TextLengthMax)}…" : text;
        lock (_gate)
        {
            _newest++;
            _lines[_newest % LinesMax] = new LogLine(_newest, time.GetUtcNow(), level, category, cut);
        }
    }

    private sealed class Writer(LogRing ring, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        [SuppressMessage("Design", "CA1062", Justification = "The framework passes the formatter.")]
        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var text = formatter(state, exception);
            ring.Add(logLevel, category, exception is null ? text : $"{text} {exception.GetType().Name}: {exception.Message}");
        }
    }
}
