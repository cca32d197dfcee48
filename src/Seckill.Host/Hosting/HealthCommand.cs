using System.Net.Sockets;
using Seckill.Host.Listening;
using Seckill.Host.Management;

namespace Seckill.Host.Hosting;

/// <summary>
/// <c>--health</c>: asks the host that runs beside this process with the same settings whether it is ready to sell, and ends with 0 or 1.
/// For container supervisors, because the image has no other HTTP client.
/// </summary>
internal static class HealthCommand
{
    public const string Flag = "--health";

    /// <summary>Shorter than supervisors wait; the host itself limits its checks.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    public static async Task<int> AskAsync(WebApplicationBuilder settings)
    {
        var management = ManagementSettings.Read(settings.Configuration, settings.Environment).Url;
        var urls = management is null ? Bindings.Of(settings.Configuration) : [management];
        if (urls.Select(Bindings.ReachableFromHere).OfType<Uri>().FirstOrDefault() is not { } address)
        {
            Console.WriteLine($"'{string.Join(';', urls)}' is not an address that can be asked.");
            return 1;
        }

        using var client = new HttpClient(OwnAddress.NewHandler()) { Timeout = Patience };
        try
        {
            using var answer = await client.GetAsync(new Uri(address, "/healthz/ready"));
            Console.WriteLine(await answer.Content.ReadAsStringAsync());
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception error) when (error is HttpRequestException or SocketException or TaskCanceledException)
        {
            Console.WriteLine($"{address} does not answer: {error.Message}");
            return 1;
        }
    }
}
