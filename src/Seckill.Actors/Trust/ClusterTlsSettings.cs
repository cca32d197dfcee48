using Seckill.Actors.Hosting;

namespace Seckill.Actors.Trust;

/// <summary>
/// Mutual TLS between nodes (configuration section <c>Seckill:Cluster:Tls</c>). Each node presents a certificate, and talks only to peers
/// whose certificate one of the <see cref="Authorities"/> has signed. Files are read once, at start.
/// </summary>
public sealed class ClusterTlsSettings
{
    /// <summary>The configuration section.</summary>
    public const string Section = ClusterSettings.Section + ":Tls";

    /// <summary>This node's certificate: a PEM file, or PKCS#12 that contains the key (<c>.pfx</c>, <c>.p12</c>).</summary>
    public string? Certificate { get; set; }

    /// <summary>The certificate's private key as a PEM file; omitted for PKCS#12.</summary>
    public string? Key { get; set; }

    /// <summary>The password of the PKCS#12 file or of an encrypted key; omitted when there is none.</summary>
    public string? Password { get; set; }

    /// <summary>
    /// A PEM file with the authorities that sign for nodes of this cluster: one, or two during a replacement. Anybody with a certificate
    /// of theirs may send any item any command, so they must sign for this cluster only.
    /// </summary>
    public string? Authorities { get; set; }

    /// <summary>Whether any of these is set; then all required ones must be.</summary>
    public bool IsOn => Certificate is not null || Key is not null || Password is not null || Authorities is not null;
}
