using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.WaitingRooms;

/// <summary>Ten thousand people wait for one item, each with an event stream of their own.</summary>
public sealed class WaitingCrowdSpec
{
    private const int People = 10_000;

    /// <summary>Connections that are being opened at once: more would not be waiting people but an attack.</summary>
    private const int AtOnce = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task All_of_them_hear_of_the_draw_and_the_node_still_sells()
    {
        await using var host = new CrowdHost();
        await host.InitializeAsync();
        var other = await host.ListAsync();
        var listing = new Listing { Stock = 10, Queue = "open", StartsAt = DateTimeOffset.UtcNow.AddHours(1) };
        var item = await host.ListAsync(listing);
        Party[] people = [.. Enumerable.Range(0, People).Select(_ => host.NewBuyer())];
        await Parallel.ForEachAsync(people, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (buyer, _) => await buyer.JoinAsync(item));

        using var crowd = new Crowd(host.Address, item);
        await Parallel.ForEachAsync(people, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (buyer, _) => await crowd.OpenAsync(buyer.Token!));
        var asked = await QuestionsAsync(host);
        (await host.NewBuyer().BuyAsync(other)).ShouldHaveStatus(201);

        (await host.Operator.ListAsync(item, listing with { StartsAt = DateTimeOffset.UtcNow.AddSeconds(2) })).ShouldHaveStatus(200);
        await crowd.AwaitPositionsAsync(People, Patience);

        crowd.Positions.Order().ShouldBe(Enumerable.Range(1, People), "each has a place, and no two the same");
        crowd.Broken.ShouldBe(0);
        (await host.NewBuyer().BuyAsync(other)).ShouldHaveStatus(201);
        // The draw changes everybody's place, so each is asked for once, in batches. Nobody is asked for again and again.
        (await QuestionsAsync(host) - asked).ShouldBeLessThan(2 * People);
        ((bool)(await host.Operator.AuditAsync(other))["balanced"]!).ShouldBeTrue();
    }

    private static async Task<double> QuestionsAsync(TestHost host) => Scrape.Value(await Scrape.ReadAsync(host), "seckill_room_questions_total");

    /// <summary>A host for a crowd from one address.</summary>
    private sealed class CrowdHost() : TestHost("Development", DevelopmentHost.Secret, new Dictionary<string, string>
    {
        ["ConnectionsMax"] = "20000",
        ["ConnectionsPerAddressMax"] = "0",
        ["EventStreamsPerAddressMax"] = "0",
        ["EventStreamsMax"] = "10000",
        ["CallAddressBurst"] = "1000000",
    });

    /// <summary>Everybody's stream, and the positions that they have been told.</summary>
    private sealed class Crowd(Uri host, string item) : IDisposable
    {
        private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = int.MaxValue, UseProxy = false })
        {
            BaseAddress = host, Timeout = Timeout.InfiniteTimeSpan,
        };

        private readonly ConcurrentBag<int> _positions = [];
        private readonly CancellationTokenSource _over = new();
        private int _broken;

        public IEnumerable<int> Positions => _positions;

        public int Broken => _broken;

        /// <summary>Opens a stream, and returns when it has told a place.</summary>
        public async Task OpenAsync(string token)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/items/{item}/queue/events");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            answer.EnsureSuccessStatusCode();
            var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
            (await NextPlaceAsync(lines))["state"]!.GetValue<string>().ShouldBe("waiting");
            _ = AwaitPositionAsync(lines);
        }

        public Task<int> AwaitPositionsAsync(int count, TimeSpan patience) =>
            Eventually.GetAsync(() => Task.FromResult(_positions.Count + _broken), seen => seen >= count, patience);

        public void Dispose()
        {
            _over.Cancel();
            _http.Dispose();
            _over.Dispose();
        }

        private async Task AwaitPositionAsync(StreamReader lines)
        {
            try
            {
                JsonNode place;
                do place = await NextPlaceAsync(lines);
                while (place["position"] is null);
                _positions.Add((int)place["position"]!);
            }
            catch (Exception error) when (error is IOException or OperationCanceledException or ObjectDisposedException)
            {
                if (!_over.IsCancellationRequested) Interlocked.Increment(ref _broken);
            }
        }

        private async Task<JsonNode> NextPlaceAsync(StreamReader lines)
        {
            while (await lines.ReadLineAsync(_over.Token) is { } line)
            {
                if (line.StartsWith("data: ", StringComparison.Ordinal)) return JsonNode.Parse(line["data: ".Length..])!;
            }

            throw new IOException("The stream ended.");
        }
    }
}
