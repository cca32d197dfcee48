using System.Security.Cryptography;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Seckill.Host.Errors;
using Seckill.Host.Hosting;
using Seckill.Host.Listening;
using Seckill.Host.OpenApi;
using Seckill.Host.Telemetry;

namespace Seckill.Host.Management;

/// <summary>
/// A second server in the process, for supervisors and Prometheus. It shares only the process with the main one: what keeps shoppers
/// out, above all a limit on connections, does not make the node look dead, and shoppers cannot reach it. It guards its connections and
/// writes refusals like the main one, with its own bounds (<see cref="ManagementSettings"/>).
/// </summary>
internal sealed class ManagementServer(
    IServiceProvider services, IConfiguration configuration, IOptions<ManagementSettings> settings,
    IServer main, IHttpContextFactory contexts, TimeProvider time, ILogger<ManagementServer> log) : IHostedService, IDisposable
{
    private const string Option = $"{ManagementSettings.Section}:{nameof(ManagementSettings.Url)}";
    private const string EndpointKey = "Endpoints:Management:Url";
    private const string Certificates = "Certificates";

    private IServer? _server;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!settings.Value.IsApart) return;
        // Another server of the main one's type, with the same services. The public server type does not report the requests that it
        // refuses, so these refusals could have no body.
        _server = (IServer)ActivatorUtilities.CreateInstance(services, main.GetType(), Options.Create(Describe()));
        try
        {
            await _server.StartAsync(new Application(contexts, BuildPipeline()), cancellationToken);
        }
        catch (IOException error)
        {
            throw new IOException($"{error.Message.TrimEnd('.')}. It is {Option}: set another one, such as http://127.0.0.1:5082.", error);
        }
        catch (Exception error) when (error is InvalidOperationException or CryptographicException)
        {
            // The certificate is missing or cannot be opened.
            throw new IOException($"{Option} is {settings.Value.Url}, but Kestrel:Certificates:Default does not serve: {error.Message}", error);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => _server?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public void Dispose() => _server?.Dispose();

    private KestrelServerOptions Describe()
    {
        var options = new KestrelServerOptions { ApplicationServices = services, AddServerHeader = false };
        options.Limits.MaxRequestBodySize = 0;
        options.Limits.MaxRequestHeadersTotalSize = 16 * 1_024;
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        options.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(120);

        var guard = new ConnectionGuard(settings.Value.Connections, isExempt: _ => false, time, log);
        options.ConfigureEndpointDefaults(listen =>
        {
            listen.Use(guard.Guard);
            AnswerWriter.Use(listen);
        });

        // The main server's certificates apply here too, its endpoints do not.
        var section = configuration.GetSection($"Kestrel:{Certificates}").AsEnumerable(makePathsRelative: true)
            .ToDictionary(entry => $"{Certificates}:{entry.Key}", entry => entry.Value);
        section[EndpointKey] = settings.Value.Url;
        options.Configure(new ConfigurationBuilder().AddInMemoryCollection(section).Build());
        return options;
    }

    private RequestDelegate BuildPipeline()
    {
        var app = new ApplicationBuilder(services);
        app.UseMiddleware<AnswerHeaders>().UseMiddleware<RequestOutcomes>().UseMiddleware<ProblemMiddleware>();
        app.UseRouting();
        // The description covers the main listener, which does not serve these.
        app.UseEndpoints(routes => routes.MapDeclared().ExcludeFromDescription().MapManagement());
        return app.Build();
    }

    private sealed class Application(IHttpContextFactory contexts, RequestDelegate pipeline) : IHttpApplication<HttpContext>
    {
        public HttpContext CreateContext(IFeatureCollection contextFeatures) => contexts.Create(contextFeatures);

        public Task ProcessRequestAsync(HttpContext context) => pipeline(context);

        public void DisposeContext(HttpContext context, Exception? exception) => contexts.Dispose(context);
    }
}
