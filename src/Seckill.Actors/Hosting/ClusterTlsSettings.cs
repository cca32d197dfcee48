namespace Seckill.Actors.Hosting;

/// <summary>
/// Mutual TLS between nodes (configuration section <c>Seckill:Cluster:Tls</c>). Each node shows a certificate, and talks only to those
/// whose certificate one of the <see cref="Authorities"/> has signed. Files are read once, at start.
/// </summary>
public sealed class ClusterTlsSettings
{
    /// <summary>The configuration section.</summary>
    public const string Section = ClusterSettings.Section + ":Tls";

    /// <summary>This node's certificate: a PEM file, or PKCS#12 with the key in it (<c>.pfx</c>, <c>.p12</c>).</summary>
    public string? Certificate { get; set; }

    /// <summary>The certificate's private key as a PEM file; left out for PKCS#12.</summary>
    public string? Key { get; set; }

    /// <summary>The password of the PKCS#12 file or of an encrypted key; left out when there is none.</summary>
    public string? Password { get; set; }

    /// <summary>
    /// A PEM file of the authorities whose certificates are nodes of this cluster: one, or two while they are exchanged. Whoever has a
    /// certificate of one of them may tell any item anything, so they sign for this cluster only.
    /// </summary>
    public string? Authorities { get; set; }

    /// <summary>Whether anything of it is set, and so all that is needed has to be.</summary>
    public bool IsOn => Certificate is not null || Key is not null || Password is not null || Authorities is not null;
}
