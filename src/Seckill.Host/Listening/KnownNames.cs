using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Seckill.Host.Errors;

namespace Seckill.Host.Listening;

/// <summary>
/// Refuses requests with a host name that is not in <c>AllowedHosts</c>. It replaces the framework's host filter, which answers with a page
/// instead of a code, and which costs every request something even if no host is configured.
/// </summary>
internal sealed class KnownNames(RequestDelegate next, IOptions<ListeningSettings> listening)
{
    private static readonly Problem Unknown =
        Problem.Invalid("Host", "The service does not answer by this name. Its operator lists its names in AllowedHosts.");

    private readonly IList<StringSegment> _names =
        [.. listening.Value.AllowedHosts.Select(name => new StringSegment(new HostString(name).ToUriComponent()))];

    public Task InvokeAsync(HttpContext context) =>
        HostString.MatchesAny(context.Request.Host.Value ?? "", _names) ? next(context) : Unknown.ExecuteAsync(context);

    /// <summary>Removes the framework's filter.</summary>
    public static void Replace(IServiceCollection services)
    {
        var filters = services.Where(service => service.ServiceType == typeof(IStartupFilter)
            && service.ImplementationType?.Name == "HostFilteringStartupFilter").ToList();
        foreach (var filter in filters) services.Remove(filter);
    }

    /// <summary>Checks names only if there is a list of them.</summary>
    public static void Use(WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<ListeningSettings>>().Value.AllowedHosts.Count > 0) app.UseMiddleware<KnownNames>();
    }
}
