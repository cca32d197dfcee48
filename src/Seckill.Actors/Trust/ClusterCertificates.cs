using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Seckill.Actors.Trust;

/// <summary>
/// This node's certificate, and the check of its peers' certificates. A certificate signed by one of the cluster's authorities makes its
/// holder a node; the system's own trusted roots and the names in certificates play no part. Safe for many threads.
/// </summary>
public sealed class ClusterCertificates
{
    private static readonly Oid ServerUse = new("1.3.6.1.5.5.7.3.1");
    private static readonly Oid ClientUse = new("1.3.6.1.5.5.7.3.2");

    private readonly X509Certificate2Collection _authorities;
    private readonly TimeProvider _time;

    private ClusterCertificates(X509Certificate2 own, X509Certificate2Collection authorities, TimeProvider time) =>
        (Own, _authorities, _time) = (own, authorities, time);

    /// <summary>This node's certificate, with its private key.</summary>
    public X509Certificate2 Own { get; }

    /// <summary>Reads the files.</summary>
    /// <exception cref="ClusterCertificateException">A file is missing or unreadable, or the node's own peers would refuse it.</exception>
    public static ClusterCertificates Load(ClusterTlsSettings settings, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(time);
        var own = Read(nameof(settings.Certificate), settings.Certificate, path => ReadOwn(path, settings));
        var authorities = Read(nameof(settings.Authorities), settings.Authorities, path => ReadAuthorities(path, time));
        var certificates = new ClusterCertificates(own, authorities, time);
        if (certificates.WhyNot(own, sent: null) is { } reason)
        {
            throw new ClusterCertificateException(
                $"{ClusterTlsSettings.Section}:{nameof(settings.Certificate)}: other nodes would refuse '{settings.Certificate}': {reason} "
                + $"Issue a certificate with an authority of '{settings.Authorities}', for server and client use.");
        }

        return certificates;
    }

    /// <summary>Why a peer is refused; null when it is admitted. Expiry is checked when a connection is made, not later.</summary>
    /// <param name="peer">The peer's certificate; null when it presented none.</param>
    /// <param name="sent">The chain built by the handshake, for the further certificates that the peer sent.</param>
    public string? WhyNot(X509Certificate2? peer, X509Chain? sent)
    {
        if (peer is null) return "It shows no certificate.";
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.VerificationTime = _time.GetUtcNow().LocalDateTime;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(_authorities);
        if (sent is not null) policy.ExtraStore.AddRange(sent.ChainPolicy.ExtraStore);
        // A cluster's authority publishes no revocations or further certificates, and a stranger must not make a node fetch any.
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.ApplicationPolicy.Add(ServerUse);
        policy.ApplicationPolicy.Add(ClientUse);
        return chain.Build(peer) ? null : string.Join(' ', chain.ChainStatus.Select(status => $"{status.StatusInformation.TrimEnd('.', ' ')}."));
    }

    private static T Read<T>(string option, string? path, Func<string, T> read)
    {
        if (string.IsNullOrEmpty(path))
            throw new ClusterCertificateException($"{ClusterTlsSettings.Section}:{option} is missing; mutual TLS needs Certificate, Key and Authorities.");
        try
        {
            return read(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new ClusterCertificateException($"{ClusterTlsSettings.Section}:{option}: '{path}' cannot be used: {error.Message}", error);
        }
    }

    private static X509Certificate2 ReadOwn(string path, ClusterTlsSettings settings)
    {
        if (Path.GetExtension(path).ToUpperInvariant() is ".PFX" or ".P12")
        {
            var store = X509CertificateLoader.LoadPkcs12FromFile(path, settings.Password);
            return store.HasPrivateKey ? store : throw new CryptographicException("it holds no private key");
        }

        if (string.IsNullOrEmpty(settings.Key))
            throw new ClusterCertificateException($"{ClusterTlsSettings.Section}:{nameof(settings.Key)} is missing; it names the key of '{path}'.");
        using var pem = settings.Password is null
            ? X509Certificate2.CreateFromPemFile(path, settings.Key)
            : X509Certificate2.CreateFromEncryptedPemFile(path, settings.Password, settings.Key);
        // Not every platform's TLS accepts a key that was never in a store.
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), password: null);
    }

    private static X509Certificate2Collection ReadAuthorities(string path, TimeProvider time)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(path);
        if (authorities.Count == 0) throw new CryptographicException("it holds no certificate in PEM form");
        // Certificates give their dates in the machine's own time zone.
        var now = time.GetUtcNow().LocalDateTime;
        if (authorities.All(authority => authority.NotAfter < now))
        {
            var expiry = authorities.Max(authority => authority.NotAfter).ToUniversalTime();
            throw new CryptographicException(string.Create(CultureInfo.InvariantCulture, $"all of its authorities have expired, the last on {expiry:u}"));
        }

        return authorities;
    }
}

/// <summary>The cluster's certificates cannot be used; the message names the option and the fix.</summary>
public sealed class ClusterCertificateException(string message, Exception? cause = null) : Exception(message, cause);
