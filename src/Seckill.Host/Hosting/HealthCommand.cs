namespace Seckill.Host.Hosting;

/// <summary>
/// <c>--health</c>: asks the host that runs beside this process, under the same settings, whether it is ready to sell, and ends with
/// 0 or 1. For container supervisors: the image has no other HTTP client.
/// </summary>
internal static class HealthCommand
{
    public const string Flag = "--health";

    /// <summary>Less than supervisors wait; the host itself bounds what it asks.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    public static async Task<int> AskAsync(string[] args)
    {
        var configuration = new ConfigurationBuilder()
            .AddEnvironmentVariables("ASPNETCORE_").AddCommandLine([.. args.Where(argument => argument != Flag)]).Build();
        var address = AddressOf(configuration);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = Patience };
        try
        {
            using var answer = await client.GetAsync(new Uri(address, "/healthz/ready"));
            Console.WriteLine(await answer.Content.ReadAsStringAsync());
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            Console.WriteLine($"{address} does not answer: {error.Message}");
            return 1;
        }
    }

    /// <summary>The first address that the host was told to listen on; "every interface" is no place to send to, loopback is one of them.</summary>
    private static Uri AddressOf(IConfiguration configuration)
    {
        var first = configuration["urls"]?.Split(';', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? ServiceDefaults.Url;
        var address = BindingAddress.Parse(first);
        var host = address.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "127.0.0.1" : address.Host;
        return new Uri($"{address.Scheme}://{host}:{address.Port}");
    }
}
