using System.Security.Cryptography.X509Certificates;
using Akka.Event;
using Akka.Remote.Hosting;

namespace Seckill.Actors.Hosting;

/// <summary>Makes the remoting port speak mutual TLS, and only with nodes of this cluster.</summary>
internal sealed class ClusterTrust(ClusterCertificates certificates, TimeProvider time)
{
    /// <summary>Refusals within this time of the last one that was logged are not, so that nobody can fill the log from outside.</summary>
    private static readonly TimeSpan QuietAfterRefusal = TimeSpan.FromSeconds(1);

    private long _loggedAt;

    /// <summary>The options of a remoting that shows the node's certificate and asks every peer, on either side, for its own.</summary>
    public SslOptions Options => new()
    {
        X509Certificate = certificates.Own,
        SuppressValidation = false,
        RequireMutualAuthentication = true,
        ValidateCertificateHostname = false,
        // Takes the place of the library's own checks, which know the system's roots only.
        CustomValidator = (certificate, chain, peer, _, log) => IsNode(certificate, chain, peer, log),
    };

    private bool IsNode(X509Certificate2? certificate, X509Chain? chain, string peer, ILoggingAdapter log)
    {
        if (certificates.WhyNot(certificate, chain) is not { } reason) return true;
        var (loggedAt, now) = (Volatile.Read(ref _loggedAt), time.GetTimestamp());
        var isDue = loggedAt == 0 || time.GetElapsedTime(loggedAt, now) >= QuietAfterRefusal;
        if (isDue && Interlocked.CompareExchange(ref _loggedAt, now, loggedAt) == loggedAt)
            log.Warning("{0} is not let into the cluster: {1} (Certificate: {2})", peer, reason, certificate?.Subject ?? "none");
        return false;
    }
}
