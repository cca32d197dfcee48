using System.Diagnostics.Metrics;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Seckill.Actors.Telemetry;

namespace Seckill.Host.Access.Identity;

/// <summary>When and how long the host asks an identity provider for its keys.</summary>
/// <param name="Timeout">How long an answer may take.</param>
/// <param name="Pause">Shortest time between two attempts to read the keys, so that nobody can make the host ask more often.</param>
/// <param name="AgeMax">Keys older than this are read again, so that a withdrawn key is not accepted for ever.</param>
internal sealed record KeyReading(TimeSpan Timeout, TimeSpan Pause, TimeSpan AgeMax);

/// <summary>
/// The keys that an identity provider signs with. They are read when the host starts, when they are old, and when a token names a key
/// that is not among them (a rotation); never twice at once and not more often than each <see cref="KeyReading.Pause"/>. If the provider
/// is away, slow, or answers with garbage, the last good keys stay in use.
/// </summary>
internal sealed class ProviderKeys : IDisposable
{
    /// <summary>Longest answer, in bytes. Key sets have a few keys, of 2 KB each if they carry certificates.</summary>
    private const int AnswerBytesMax = 512 * 1_024;

    private static readonly Counter<long> Failures = EngineMetrics.Meter.CreateCounter<long>(
        "seckill.identity.failures", "{read}", "Attempts to read an identity provider's keys that failed; the last good keys stay in use.");

    private readonly IdentitySettings _settings;
    private readonly KeyReading _reading;
    private readonly TimeProvider _time;
    private readonly ILogger<ProviderKeys> _log;
    private readonly LogThrottle _throttle;
    private readonly HttpClient _http;
    private readonly HttpDocumentRetriever _documents;
    private readonly Lock _lock = new();
    private volatile KnownKeys? _known;
    private Task _read = Task.CompletedTask;
    private long? _begunAt;

    public ProviderKeys(IdentitySettings settings, KeyReading reading, TimeProvider time, ILogger<ProviderKeys> log)
    {
        (_settings, _reading, _time, _log) = (settings, reading, time, log);
        _throttle = new LogThrottle(time, TimeSpan.FromMinutes(1));
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = reading.Timeout })
        {
            Timeout = reading.Timeout,
            MaxResponseContentBufferSize = AnswerBytesMax,
        };
        _documents = new HttpDocumentRetriever(_http) { RequireHttps = new Uri(settings.Authority!).Scheme == Uri.UriSchemeHttps };
    }

    /// <summary>How long ago the keys were last read; null if they never were.</summary>
    public TimeSpan? Age => _known is { } known ? _time.GetElapsedTime(known.ReadAt) : null;

    /// <summary>Makes the counter appear with 0 once an exporter listens.</summary>
    public static void Announce() => Failures.Add(0);

    /// <summary>The provider's own name and its keys; null if it has not given any yet.</summary>
    public async ValueTask<OpenIdConnectConfiguration?> GetAsync()
    {
        if (_known is null) await ReadAsync().ConfigureAwait(false);
        // Nobody waits for the newer keys while the older ones do.
        else if (Age > _reading.AgeMax) _ = ReadAsync();
        return _known?.Description;
    }

    /// <summary>The keys after another look at the provider; the same ones if it was asked only just now, or does not answer.</summary>
    public async ValueTask<OpenIdConnectConfiguration?> RenewAsync()
    {
        await ReadAsync().ConfigureAwait(false);
        return _known?.Description;
    }

    public void Dispose() => _http.Dispose();

    private Task ReadAsync()
    {
        lock (_lock)
        {
            var isEarly = _begunAt is { } begun && _time.GetElapsedTime(begun) < _reading.Pause;
            if (!_read.IsCompleted || isEarly) return _read;
            _begunAt = _time.GetTimestamp();
            return _read = TryReadAsync();
        }
    }

    private async Task TryReadAsync()
    {
        // The caller holds the lock.
        await Task.Yield();
        try
        {
            using var limit = new CancellationTokenSource(_reading.Timeout, _time);
            var read = await OpenIdConnectConfigurationRetriever.GetAsync(_settings.DescriptionAddress, _documents, limit.Token).ConfigureAwait(false);
            Check(read);
            _known = new KnownKeys(read, _time.GetTimestamp());
        }
#pragma warning disable CA1031 // Whatever the provider sends, and however reading it fails: the last good keys stay in use.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Failures.Add(1);
            if (!_throttle.IsOpen(out var untold)) return;
            _log.LogWarning(
                "The keys of the identity provider {Authority} cannot be read: {Error} ({Untold} more failures since the last line). {Consequence}",
                _settings.Authority, error.GetBaseException().Message, untold,
                _known is null ? "Its tokens are refused until they can." : "The last good keys stay in use.");
        }
    }

    private void Check(OpenIdConnectConfiguration read)
    {
        // OpenID Connect Discovery 1.0, section 4.3: otherwise one provider could speak for another.
        if (!_settings.IsNamed(read.Issuer)) throw new InvalidDataException($"it says that it is '{read.Issuer}'.");
        if (read.SigningKeys.Count == 0) throw new InvalidDataException("it has no key that can be used.");
    }

    private sealed record KnownKeys(OpenIdConnectConfiguration Description, long ReadAt);
}
