namespace Seckill.Host.Tests.Fairness;

/// <summary>
/// Whether one side of many pairs wins more often than the other. Of the pairs in which one won and the other did not, each side wins half if
/// nothing favours either, so what the favoured side won is distributed like heads of a fair coin: exact, and without assumptions about who
/// is served how fast.
/// </summary>
public static class SignTest
{
    /// <summary>How likely a fair coin falls on a side at least <paramref name="wins"/> times out of both.</summary>
    public static double ChanceOf(int wins, int losses)
    {
        var (throws, chance, log) = (wins + losses, 0d, 0d);
        // The logarithm of how many ways there are to choose so many of all, from one number of heads to the next.
        for (var heads = 0; heads <= throws; heads++)
        {
            if (heads > 0) log += Math.Log(throws - heads + 1) - Math.Log(heads);
            if (heads >= wins) chance += Math.Exp(log - (throws * Math.Log(2)));
        }

        return Math.Min(1, chance);
    }
}
