using System.Text;
using Microsoft.Extensions.Options;
using Seckill.Host.Access.Identity;

namespace Seckill.Host.Access;

/// <summary>
/// The tokens that the host accepts (configuration section <c>Seckill:Auth</c>): its own, and in exchange for them those of identity
/// providers.
/// </summary>
internal sealed class AuthSettings : IdentitySettings
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

    /// <summary>Each further key costs a forged token's check one more HMAC.</summary>
    private const int KeysMax = 4;

    private IReadOnlyList<byte[]>? _keyBytes;

    /// <summary>The secret that signs tokens (HS256); its UTF-8 bytes are the key.</summary>
    public string? SigningKey { get; set; }

    /// <summary>Other secrets whose tokens are accepted: the next one before a rotation, and the one before after it.</summary>
    public IList<string> SigningKeys { get; } = [];

    /// <summary>The issuer of our own tokens (<c>iss</c>).</summary>
    public string? Issuer { get; set; }

    /// <summary>The audience of our own tokens (<c>aud</c>).</summary>
    public string? Audience { get; set; }

    /// <summary>How long a session is valid, in seconds; it never outlives the token that it was given for.</summary>
    public int SessionSeconds { get; set; } = 3_600;

    /// <summary>The operators' identity provider, if they have one of their own; nobody else's tokens then make operators.</summary>
    public IdentitySettings Operators { get; } = new();

    /// <summary>The keys of our own tokens; the first one signs.</summary>
    public IReadOnlyList<byte[]> KeyBytes => _keyBytes ??= [.. AllKeys.Select(Encoding.UTF8.GetBytes)];

    /// <summary>Whether there is an identity provider.</summary>
    public bool HasProvider => Authority is not null || Operators.Authority is not null;

    private IEnumerable<string> AllKeys => SigningKeys.Prepend(SigningKey ?? "");

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
            else
                CheckKey($"{Section}:SigningKey", options.SigningKey, errors);
            foreach (var (i, key) in options.SigningKeys.Index()) CheckKey($"{Section}:SigningKeys:{i}", key, errors);
            if (options.SigningKeys.Count >= KeysMax) errors.Add($"{Section}:SigningKeys: at most {KeysMax} keys with SigningKey; remove old ones.");
            if (string.IsNullOrEmpty(options.Issuer)) errors.Add($"{Section}:Issuer is missing: set it to the 'iss' of your tokens.");
            if (string.IsNullOrEmpty(options.Audience)) errors.Add($"{Section}:Audience is missing: set it to the 'aud' of your tokens.");
            if (options.SessionSeconds is < 60 or > 86_400)
                errors.Add($"{Section}:SessionSeconds is {options.SessionSeconds}: set it to 60 to 86,400 seconds.");
            CheckProviders(options, errors);
            return errors.Count > 0 ? ValidateOptionsResult.Fail(errors) : ValidateOptionsResult.Success;
        }

        private void CheckKey(string option, string key, List<string> errors)
        {
            if (Encoding.UTF8.GetByteCount(key) < KeyBytesMin)
                errors.Add($"{option} is too short: use at least {KeyBytesMin} bytes.");
            else if (!environment.IsDevelopment() && key == DevelopmentKey)
                errors.Add($"{option} is the public development key: outside Development, set a secret of your own.");
        }

        private static void CheckProviders(AuthSettings options, List<string> errors)
        {
            errors.AddRange(options.Check(Section));
            errors.AddRange(options.Operators.Check($"{Section}:Operators"));
            // A token with such an 'iss' could be either's.
            if (options.IsNamed(options.Issuer) || options.Operators.IsNamed(options.Issuer))
                errors.Add($"{Section}:Issuer is the address of an identity provider: give our own tokens another 'iss', such as 'seckill'.");
            if (options.Operators.IsNamed(options.Authority))
                errors.Add($"{Section}:Operators:Authority is the same as {Section}:Authority: leave it out if there is one provider for all.");
        }
    }
}
