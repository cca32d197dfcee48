namespace Seckill.Domain.Tests.Models;

/// <summary>
/// How much the random and the exhaustive tests try. <c>SECKILL_TRIALS=few</c> is for mutation testing, which runs them once for every
/// mutant.
/// </summary>
internal static class Trials
{
    private static readonly bool AreFew = Environment.GetEnvironmentVariable("SECKILL_TRIALS") == "few";

    /// <summary>As many as usual, or as are enough to notice a mutant.</summary>
    public static int Of(int usual, int few) => AreFew ? few : usual;
}
