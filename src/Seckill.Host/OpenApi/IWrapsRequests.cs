namespace Seckill.Host.OpenApi;

/// <summary>
/// Metadata of an endpoint that must see every request to it, also those that are refused because of undeclared input. It is asked once,
/// when the routes are built, so other endpoints pay nothing.
/// </summary>
internal interface IWrapsRequests
{
    /// <summary>The endpoint with something around it.</summary>
    RequestDelegate Wrap(RequestDelegate next, IServiceProvider services);
}
