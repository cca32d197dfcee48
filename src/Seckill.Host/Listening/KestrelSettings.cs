using System.Diagnostics;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Seckill.Host.Management;
using Seckill.Host.Wire;

namespace Seckill.Host.Listening;

/// <summary>Where the HTTP server listens, and its own bounds. The server itself refuses requests beyond them.</summary>
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
        SocketThreads.AddTo(builder);
        // Receives the server's notices of refused requests; the host's own diagnostics use another source and stay off.
        builder.Services.AddSingleton<DiagnosticSource, ServerRefusals>();
        // Without this call a slim builder serves only plain HTTP.
        builder.WebHost.UseKestrelHttpsConfiguration();
        var isDevelopment = builder.Environment.IsDevelopment();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            Bound(kestrel);
            // The last call wins, so everything around a listener's connections is added here.
            kestrel.ConfigureEndpointDefaults(listen =>
            {
                // Check again when the socket is bound, for endpoints that change while the host runs.
                if (isDevelopment && listen.EndPoint is IPEndPoint { Address: var address } && !IPAddress.IsLoopback(address))
                    throw new IOException(ListeningSettings.LoopbackOnly(listen.EndPoint.ToString()!));
                // First, so that a refused connection allocates nothing. The server's own limit on connections is off: it does not know
                // addresses, and logs a line for each refusal.
                listen.Use(listen.ApplicationServices.GetRequiredService<ConnectionGuard>().Guard);
                AnswerWriter.Use(listen);
            });
        });
        return builder;
    }

    private static void Bound(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        // Every byte becomes a character, so a header with an invalid one reaches our own checks, which refuse it with a code.
        kestrel.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
        // RequestBody bounds what we read. After it has refused a longer body, the server still reads and discards this much: if
        // it closed the connection at once, a client that is still sending would never read the reason.
        kestrel.Limits.MaxRequestBodySize = 128 * RequestBody.BytesMax;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1_024;
        kestrel.Limits.MaxRequestHeaderCount = 64;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(120);
    }
}
