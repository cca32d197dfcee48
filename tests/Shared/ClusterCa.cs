using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Seckill.Testing;

/// <summary>An authority for one cluster, and certificates that it signs, as files in a directory that is removed at the end.</summary>
public sealed class ClusterCa : IDisposable
{
    private const string ServerUse = "1.3.6.1.5.5.7.3.1";
    private const string ClientUse = "1.3.6.1.5.5.7.3.2";

    private readonly string _directory = Directory.CreateTempSubdirectory("seckill-ca-").FullName;
    private readonly X509Certificate2 _authority;

    /// <summary>Makes an authority.</summary>
    public ClusterCa(string name = "cluster")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name} authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddYears(-1), DateTimeOffset.UtcNow.AddYears(1));
        AuthorityFile = Write("ca.crt", _authority.ExportCertificatePem());
    }

    /// <summary>The authority's own certificate, PEM.</summary>
    public string AuthorityFile { get; }

    /// <summary>A certificate for a node, with its key.</summary>
    public X509Certificate2 Issue(string name, bool hasExpired = false, bool isForServersOnly = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        var uses = new OidCollection { new Oid(ServerUse) };
        if (!isForServersOnly) uses.Add(new Oid(ClientUse));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(uses, true));
        var until = hasExpired ? DateTimeOffset.UtcNow.AddDays(-1) : DateTimeOffset.UtcNow.AddDays(30);
        using var signed = request.Create(_authority, DateTimeOffset.UtcNow.AddDays(-30), until, RandomNumberGenerator.GetBytes(8));
        return Certificates.Usable(signed.CopyWithPrivateKey(key));
    }

    /// <summary>Files of certificate and key, PEM.</summary>
    public (string Certificate, string Key) Save(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        var name = Guid.NewGuid().ToString("N");
        return (Write($"{name}.crt", certificate.ExportCertificatePem()), Write($"{name}.key", key.ExportPkcs8PrivateKeyPem()));
    }

    /// <summary>A file that trusts this authority and others.</summary>
    public string Bundle(params ClusterCa[] others) =>
        Write("bundle.crt", string.Join('\n', others.Prepend(this).Select(authority => authority._authority.ExportCertificatePem())));

    /// <summary>A file of any content, beside the certificates.</summary>
    public string Write(string name, string text)
    {
        var path = Path.Combine(_directory, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>A node's settings, in environment form.</summary>
    public Dictionary<string, string> SettingsOf(string node, string? authorities = null)
    {
        using var certificate = Issue(node);
        var files = Save(certificate);
        return new()
        {
            ["Seckill__Cluster__Tls__Certificate"] = files.Certificate,
            ["Seckill__Cluster__Tls__Key"] = files.Key,
            ["Seckill__Cluster__Tls__Authorities"] = authorities ?? AuthorityFile,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
