using Microsoft.Extensions.Options;
using Seckill.Actors.Trust;

namespace Seckill.Actors.Hosting;

/// <summary>Refuses to start a node that strangers could command, or whose certificates its peers would refuse.</summary>
internal sealed class ClusterSettingsValidator(TimeProvider time) : IValidateOptions<ClusterSettings>
{
    public ValidateOptionsResult Validate(string? name, ClusterSettings options)
    {
        if (options.Tls.IsOn) return CheckCertificates(options.Tls);
        if (options.IsBoundToLoopback || options.AllowUnauthenticatedPeers) return ValidateOptionsResult.Success;
        return ValidateOptionsResult.Fail(
            $"{ClusterTlsSettings.Section}: whoever reaches {options.BindAddress} could sell, pay and change stock on this node. "
            + $"Set Certificate, Key and Authorities (docker/README.md has the commands), bind to 127.0.0.1, "
            + $"or say {ClusterSettings.Section}:{nameof(ClusterSettings.AllowUnauthenticatedPeers)}=true on a network that nobody else is on.");
    }

    private ValidateOptionsResult CheckCertificates(ClusterTlsSettings settings)
    {
        try
        {
            ClusterCertificates.Load(settings, time).Own.Dispose();
            return ValidateOptionsResult.Success;
        }
        catch (ClusterCertificateException error)
        {
            return ValidateOptionsResult.Fail(error.Message);
        }
    }
}
