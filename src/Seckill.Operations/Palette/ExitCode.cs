namespace Seckill.Operations.Palette;

/// <summary>How a command ended. The numbers are the exit codes of <c>seckill</c> and part of the contract: never renumber.</summary>
public enum ExitCode
{
    /// <summary>It did what was asked.</summary>
    Done = 0,

    /// <summary>It ran to its end and found something wrong, such as a difference between ledger and tables.</summary>
    FoundWrong = 1,

    /// <summary>The line is no command of the palette. Nothing was done.</summary>
    BadUsage = 2,

    /// <summary>It was refused: no such item, the wrong phase, an outdated version. Nothing was done.</summary>
    Refused = 3,

    /// <summary>The part that decides did not answer, or is too busy. The same command may be given again.</summary>
    NoAnswer = 4,
}
