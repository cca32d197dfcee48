using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Event;
using Akka.Remote.Hosting;
using Seckill.Actors.Telemetry;

namespace Seckill.Actors.Trust;

/// <summary>Makes the remoting port use mutual TLS, with nodes of this cluster only.</summary>
internal sealed class ClusterTrust(ClusterCertificates certificates, TimeProvider time) : Setup
{
    /// <summary>A peer whose handshake takes longer counts as unreachable.</summary>
    private static readonly TimeSpan TrialMax = TimeSpan.FromSeconds(10);

    /// <summary>Names from a stranger's certificate are logged up to this length.</summary>
    private const int NameMax = 100;

    /// <summary>Limits our own log lines about refusals to one per second. The library's lines cannot be suppressed here.</summary>
    private readonly LogThrottle _throttle = new(time, TimeSpan.FromSeconds(1));

    /// <summary>Remoting options that present the node's certificate and require one of every peer, on either side.</summary>
    public SslOptions Options => new()
    {
        X509Certificate = certificates.Own,
        SuppressValidation = false,
        RequireMutualAuthentication = true,
        ValidateCertificateHostname = false,
        // Replaces the library's own checks, which accept only the system's roots.
        CustomValidator = (certificate, chain, peer, _, log) => IsNode(certificate, chain, peer, log),
    };

    /// <summary>
    /// Tries a handshake with a peer, on a separate connection. Returns why it failed; null when both sides accept each other's
    /// certificate.
    /// </summary>
    public async Task<string?> WhyNotAsync(Address peer)
    {
        using var limit = new CancellationTokenSource(TrialMax, time);
        string? refusal = null;
        try
        {
            using var connection = new TcpClient();
            await connection.ConnectAsync(peer.Host, peer.Port!.Value, limit.Token).ConfigureAwait(false);
            await using var trial = new SslStream(connection.GetStream());
            var options = new SslClientAuthenticationOptions
            {
                TargetHost = peer.Host,
                LocalCertificateSelectionCallback = (_, _, _, _, _) => certificates.Own,
                RemoteCertificateValidationCallback = (_, shown, chain, _) =>
                    (refusal = certificates.WhyNot(shown as X509Certificate2, chain)) is null,
            };
            await trial.AuthenticateAsClientAsync(options, limit.Token).ConfigureAwait(false);
            return null;
        }
        catch (OperationCanceledException)
        {
            return "It did not finish a handshake in time.";
        }
        catch (Exception error) when (error is SocketException or IOException or AuthenticationException)
        {
            return refusal ?? error.GetBaseException().Message;
        }
    }

    private bool IsNode(X509Certificate2? certificate, X509Chain? chain, string peer, ILoggingAdapter log)
    {
        if (certificates.WhyNot(certificate, chain) is not { } reason) return true;
        if (_throttle.IsOpen(out _)) log.Warning("{0} is not let into the cluster: {1} (Certificate: {2})", peer, reason, NameOf(certificate));
        return false;
    }

    private static string NameOf(X509Certificate2? certificate)
    {
        if (certificate is null) return "none";
        var name = certificate.Subject.AsSpan();
        return string.Concat(name[..Math.Min(name.Length, NameMax)].ToArray().Select(letter => char.IsControl(letter) ? '?' : letter));
    }
}
