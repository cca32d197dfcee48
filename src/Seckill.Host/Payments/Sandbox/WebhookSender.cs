using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Mime;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Seckill.Actors.Hosting;
using Seckill.Host.Hosting;
using Seckill.Host.Listening;
using Seckill.Storage;
using Seckill.Storage.Payments;

namespace Seckill.Host.Payments.Sandbox;

/// <summary>
/// Sends the sandbox provider's webhooks to this service over HTTP, as a real provider would. Due deliveries are in the provider's book,
/// so a restart loses nothing. A node leases a delivery before it sends it, so two nodes do not send the same one at once. The sender
/// runs only on a node that can answer itself: one that serves the webhook, at an address that it reaches. On any other node a lease
/// would only delay the delivery.
/// </summary>
internal sealed class WebhookSender(
    SandboxPaymentStore book, WebhookSignature signature, OwnAddress address, TimeProvider time, IHostEnvironment environment,
    IOptions<PaymentSettings> payments, IOptions<ClusterSettings> cluster, IOptions<ListeningSettings> listening, IHostApplicationLifetime lifetime,
    ILogger<WebhookSender> log)
    : BackgroundService
{
    private const int DeliveriesMax = 16;

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BackoffMin = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan BackoffMax = TimeSpan.FromMinutes(10);
    private static readonly Uri Path = new("/api/payments/webhook", UriKind.Relative);

    private readonly HttpClient _http = new(OwnAddress.NewHandler()) { Timeout = TimeSpan.FromSeconds(10) };
    private readonly Channel<bool> _wake =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Signals that a delivery has just become due.</summary>
    public void Wake() => _wake.Writer.TryWrite(true);

    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!payments.Value.IsSandbox || !cluster.Value.IsWeb) return;
        if (!await lifetime.WhenStartedAsync(stoppingToken)) return;
        if (!environment.IsDevelopment()) log.LogWarning("Payments go through the built-in sandbox provider: it moves no money.");
        if (address.Find() is not { } here)
        {
            log.LogWarning(
                "This node listens on no address that it reaches itself, so the sandbox provider cannot send its webhooks from here. "
                + "Another web node has to; otherwise paid orders expire. Add an http:// or https:// address to --urls.");
            return;
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            if (await SendDueAsync(here, stoppingToken) == 0) await RestAsync(stoppingToken);
        }
    }

    private async Task<int> SendDueAsync(Uri here, CancellationToken stopping)
    {
        try
        {
            var due = await book.TakeDueDeliveriesAsync(DeliveriesMax, Lease, stopping);
            await Task.WhenAll(due.Select(delivery => SendAsync(here, delivery, stopping)));
            return due.Count;
        }
        catch (StorageUnavailableException error)
        {
            log.LogWarning("The sandbox provider cannot read its book at present: {Reason}", error.Message);
            return 0;
        }
    }

    private async Task SendAsync(Uri here, WebhookDelivery delivery, CancellationToken stopping)
    {
        try
        {
            using var request = RequestOf(here, delivery);
            using var answer = await _http.SendAsync(request, stopping);
            if (answer.IsSuccessStatusCode)
            {
                await book.MarkDeliveredAsync(delivery, stopping);
                return;
            }

            await FailAsync(delivery, $"the answer was {(int)answer.StatusCode}", stopping);
        }
        catch (Exception error) when (error is HttpRequestException or SocketException or TaskCanceledException && !stopping.IsCancellationRequested)
        {
            await FailAsync(delivery, error.Message, stopping);
        }
    }

    private Task FailAsync(WebhookDelivery delivery, string reason, CancellationToken stopping)
    {
        var backoff = BackoffMin * Math.Pow(2, Math.Min(delivery.Attempt - 1, 30));
        if (backoff > BackoffMax) backoff = BackoffMax;
        log.LogWarning(
            "Webhook {Event} (attempt {Attempt}) did not arrive and is sent again in {Backoff}: {Reason}",
            delivery.EventId, delivery.Attempt, backoff, reason);
        return book.MarkFailedAsync(delivery, time.GetUtcNow() + backoff, stopping);
    }

    private HttpRequestMessage RequestOf(Uri here, WebhookDelivery delivery)
    {
        var payment = delivery.Payment;
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new WebhookRequest
            {
                Type = delivery.EventType,
                Data = new WebhookDataRequest
                {
                    PaymentId = payment.Id.Value,
                    OrderId = payment.Order.ToString(),
                    Amount = payment.Amount.Amount,
                    Currency = payment.Amount.Currency,
                },
            },
            WebhookJson.Default.WebhookRequest);
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds();
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(here, Path)) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypeNames.Application.Json);
        // Loopback need not be among the service's host names.
        request.Headers.Host = listening.Value.AllowedHosts is [var name, ..] ? name.Replace("*.", "sandbox.", StringComparison.Ordinal) : null;
        request.Headers.Add(WebhookSignature.IdHeader, delivery.EventId);
        request.Headers.Add(WebhookSignature.TimestampHeader, timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(WebhookSignature.SignatureHeader, signature.Sign(delivery.EventId, timestamp, body));
        return request;
    }

    /// <summary>Waits for a delivery to become due: until this node is signalled, or until the next look.</summary>
    private async Task RestAsync(CancellationToken stopping)
    {
        using var resting = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await Task.WhenAny(_wake.Reader.WaitToReadAsync(resting.Token).AsTask(), Task.Delay(LookEvery, time, resting.Token));
        await resting.CancelAsync();
        _wake.Reader.TryRead(out _);
    }
}
