using System.Diagnostics;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Seckill.Host.Access;
using Seckill.Host.Management;
using Seckill.Host.Wire;

namespace Seckill.Host.Listening;

/// <summary>Where the HTTP server listens, and its own bounds. The server itself refuses whatever exceeds them.</summary>
internal static class KestrelSettings
{
    public static WebApplicationBuilder AddServer(this WebApplicationBuilder builder)
    {
        KnownNames.Replace(builder.Services);
        ListeningSettings.AddTo(builder.Services);
        PublicAddress.AddTo(builder);
        ManagementSettings.AddTo(builder);
        ServerCertificates.AddTo(builder);
        builder.Services.AddSingleton<OwnAddress>();
        // What the server tells of requests that it refuses; the host's own diagnostics go another way and stay switched off.
        builder.Services.AddSingleton<DiagnosticSource, ServerRefusals>();
        // A slim builder serves plain HTTP only, unless it is told that certificates may be configured.
        builder.WebHost.UseKestrelHttpsConfiguration();
        var isDevelopment = builder.Environment.IsDevelopment();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            Bound(kestrel);
            // The last call wins, so whatever stands on a listener is put there here.
            kestrel.ConfigureEndpointDefaults(listen =>
            {
                // Checked again where the socket is bound, for endpoints that change while the host runs.
                if (isDevelopment && listen.EndPoint is IPEndPoint { Address: var address } && !IPAddress.IsLoopback(address))
                    throw new IOException(ListeningSettings.LoopbackOnly(listen.EndPoint.ToString()!));
                // First, so that nothing is made for a connection that is refused. The server's own count of connections is off: it knows
                // no addresses, and logs a line for each that it refuses.
                listen.Use(listen.ApplicationServices.GetRequiredService<ConnectionGuard>().Guard);
                AnswerWriter.Use(listen);
            });
        });
        return builder;
    }

    private static void Bound(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        // Every byte becomes a character. So a header with an odd one reaches our own checks, which refuse it with a code.
        kestrel.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
        // RequestBody bounds what we read. After it has refused a longer body, the server still takes in this much and throws it away: if
        // it closed the connection at once, a client that is still sending would never read why.
        kestrel.Limits.MaxRequestBodySize = 128 * RequestBody.BytesMax;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1_024;
        kestrel.Limits.MaxRequestHeaderCount = 64;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(120);
    }
}
