using System.ComponentModel.DataAnnotations;

namespace Seckill.Pbm;

/// <summary>Where <c>pbm</c> reaches this node. Whoever reaches it is an operator: there are no tokens.</summary>
public sealed class PbmSettings
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Seckill:Pbm";

    /// <summary>The address to listen on; loopback unless configured.</summary>
    [Required]
    public string Host { get; set; } = "127.0.0.1";

    /// <summary>The port to listen on.</summary>
    [Range(1, 65_535)]
    public int Port { get; set; } = 9110;
}
