using System.Text;
using Microsoft.Extensions.Options;

namespace Seckill.Host.Access;

/// <summary>The tokens that the host accepts (configuration section <c>Seckill:Auth</c>).</summary>
internal sealed class AuthSettings
{
    public const string Section = "Seckill:Auth";

    /// <summary>
    /// Signs tokens in Development unless another key is set. It is not a secret: in Development, <c>/api/dev/tokens</c> gives anybody any
    /// token. It is refused everywhere else.
    /// </summary>
    public const string DevelopmentKey = "seckill-development-key-that-everybody-may-know";

    private const string DevelopmentName = "seckill-development";

    /// <summary>Shortest key, in bytes: the length of the hash (RFC 7518, section 3.2).</summary>
    private const int KeyBytesMin = 32;

    /// <summary>The secret that signs tokens (HS256); its UTF-8 bytes are the key.</summary>
    public string? SigningKey { get; set; }

    /// <summary>The issuer of the tokens (<c>iss</c>).</summary>
    public string? Issuer { get; set; }

    /// <summary>The audience of the tokens (<c>aud</c>).</summary>
    public string? Audience { get; set; }

    public byte[] KeyBytes => Encoding.UTF8.GetBytes(SigningKey ?? "");

    /// <summary>Fills in settings that Development may omit.</summary>
    public void ApplyDevelopmentDefaults()
    {
        SigningKey ??= DevelopmentKey;
        Issuer ??= DevelopmentName;
        Audience ??= DevelopmentName;
    }

    /// <summary>Reports which settings are missing or wrong, and what to do.</summary>
    internal sealed class Validation(IHostEnvironment environment) : IValidateOptions<AuthSettings>
    {
        public ValidateOptionsResult Validate(string? name, AuthSettings options)
        {
            var errors = new List<string>();
            if (string.IsNullOrEmpty(options.SigningKey))
                errors.Add($"{Section}:SigningKey is missing: set it to the secret that signs your tokens (HS256, {KeyBytesMin} bytes).");
            else if (options.KeyBytes.Length < KeyBytesMin)
                errors.Add($"{Section}:SigningKey is too short: use at least {KeyBytesMin} bytes.");
            else if (!environment.IsDevelopment() && options.SigningKey == DevelopmentKey)
                errors.Add($"{Section}:SigningKey is the public development key: outside Development, set a secret of your own.");
            if (string.IsNullOrEmpty(options.Issuer)) errors.Add($"{Section}:Issuer is missing: set it to the 'iss' of your tokens.");
            if (string.IsNullOrEmpty(options.Audience)) errors.Add($"{Section}:Audience is missing: set it to the 'aud' of your tokens.");
            return errors.Count > 0 ? ValidateOptionsResult.Fail(errors) : ValidateOptionsResult.Success;
        }
    }
}
