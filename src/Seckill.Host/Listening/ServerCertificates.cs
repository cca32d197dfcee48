using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;

namespace Seckill.Host.Listening;

/// <summary>
/// HTTPS, with the server's own settings (<c>Kestrel:Certificates:Default</c>, or <c>Certificate</c> of one of
/// <c>Kestrel:Endpoints</c>). The host reads every certificate that an https:// address needs at start, to report a missing one in plain
/// words. The server itself would notice only with the engine running, and throw an exception.
/// </summary>
internal sealed class ServerCertificates
{
    private const string DefaultKey = "Kestrel:Certificates:Default";

    /// <summary>Checks at start that https:// addresses can be served.</summary>
    public static void AddTo(WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<ServerCertificates>().ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<ServerCertificates>, Validation>();
    }

    /// <summary>Reports which certificate is missing or unusable, and what to do.</summary>
    internal sealed class Validation(IConfiguration configuration, IHostEnvironment environment) : IValidateOptions<ServerCertificates>
    {
        public ValidateOptionsResult Validate(string? name, ServerCertificates options)
        {
            var errors = FindNeeded().DistinctBy(needed => needed.Path).Select(FindFault).OfType<string>().ToList();
            return errors.Count > 0 ? ValidateOptionsResult.Fail(errors) : ValidateOptionsResult.Success;
        }

        private IEnumerable<IConfigurationSection> FindNeeded()
        {
            var secure = configuration.GetSection(Bindings.EndpointsKey).GetChildren().Where(endpoint => IsHttps(endpoint["Url"])).ToList();
            foreach (var endpoint in secure)
            {
                // Names may have their own certificates; then the endpoint needs none for the rest.
                var byName = endpoint.GetSection("Sni").GetChildren().Select(sni => sni.GetSection("Certificate")).Where(IsSet).ToList();
                foreach (var certificate in byName) yield return certificate;
                var own = endpoint.GetSection("Certificate");
                if (IsSet(own)) yield return own;
                else if (byName.Count == 0) yield return configuration.GetSection(DefaultKey);
            }

            var ofEndpoints = secure.Select(endpoint => endpoint["Url"]).ToHashSet();
            // The management listener reports its own problems.
            if (Bindings.Of(configuration).Any(address => IsHttps(address) && !ofEndpoints.Contains(address)))
                yield return configuration.GetSection(DefaultKey);
        }

        private string? FindFault(IConfigurationSection certificate)
        {
            if (certificate["Path"] is not { Length: > 0 } file)
            {
                // The server itself looks up a certificate in the machine's store.
                return IsSet(certificate)
                    ? null
                    : $"{certificate.Path}:Path is missing, and https:// needs a certificate: set it to a PKCS#12 file, with "
                        + $"{certificate.Path}:Password, or to a PEM file, with {certificate.Path}:KeyPath.";
            }

            try
            {
                using var read = Read(InPlace(file), certificate["KeyPath"], certificate["Password"]);
                return read.HasPrivateKey ? null : $"{certificate.Path}:KeyPath is missing: {file} holds a certificate without its private key.";
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                return $"{certificate.Path} cannot be read: {error.Message}";
            }
            catch (Exception error) when (error is CryptographicException or ArgumentException)
            {
                return $"{certificate.Path}: {file} cannot be used: {error.Message} Check the file, its key and {certificate.Path}:Password.";
            }
        }

        private X509Certificate2 Read(string file, string? keyFile, string? password)
        {
            if (string.IsNullOrEmpty(keyFile))
            {
                return X509Certificate2.GetCertContentType(file) == X509ContentType.Cert
                    ? X509CertificateLoader.LoadCertificateFromFile(file)
                    : X509CertificateLoader.LoadPkcs12FromFile(file, password);
            }

            using var bare = X509CertificateLoader.LoadCertificateFromFile(file);
            var (certificate, key) = (bare.ExportCertificatePem(), File.ReadAllText(InPlace(keyFile)));
            return password is null
                ? X509Certificate2.CreateFromPem(certificate, key)
                : X509Certificate2.CreateFromEncryptedPem(certificate, key, password);
        }

        /// <summary>Resolves a file in the same way as the server.</summary>
        private string InPlace(string file) => Path.Combine(environment.ContentRootPath, file);

        private static bool IsSet(IConfigurationSection certificate) =>
            certificate["Path"] is { Length: > 0 } || certificate["Subject"] is { Length: > 0 };

        private static bool IsHttps(string? address) => address?.StartsWith("https://", StringComparison.OrdinalIgnoreCase) is true;
    }
}
