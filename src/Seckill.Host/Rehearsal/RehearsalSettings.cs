using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Seckill.Host.Rehearsal;

/// <summary>The rehearsal before a node is ready (configuration section <c>Seckill:Rehearsal</c>).</summary>
internal sealed class RehearsalSettings
{
    public const string Section = "Seckill:Rehearsal";

    private const int UsualMs = 2_000;
    private const int MostMs = 60_000;

    /// <summary>
    /// How long a node may rehearse before it starts, in milliseconds; it stops earlier when there is nothing left to warm up. 0 switches the
    /// rehearsal off, which is the default in Development.
    /// </summary>
    [Range(0, MostMs)]
    public int? MaxMs { get; set; }

    /// <summary>
    /// How long the rehearsal may take, read before there is a host; its own start and end come on top. A value that the host will refuse means
    /// none.
    /// </summary>
    public static TimeSpan ReadLimit(IConfiguration configuration, IHostEnvironment environment)
    {
        if (configuration[$"{Section}:{nameof(MaxMs)}"] is not { Length: > 0 } said)
            return TimeSpan.FromMilliseconds(environment.IsDevelopment() ? 0 : UsualMs);
        var isValid = int.TryParse(said, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds is >= 0 and <= MostMs;
        return TimeSpan.FromMilliseconds(isValid ? milliseconds : 0);
    }

    /// <summary>Adds what checks them.</summary>
    public static void AddTo(WebApplicationBuilder builder) =>
        builder.Services.AddOptions<RehearsalSettings>().Bind(builder.Configuration.GetSection(Section)).ValidateDataAnnotations().ValidateOnStart();
}
