using System.Net;
using System.Text;
using Seckill.Cli.Node;

namespace Seckill.Cli.Tests.Testing;

/// <summary>Whatever may stand at an address: it gives one answer to everything.</summary>
internal sealed class StubNode(string body, string type = "application/json", HttpStatusCode status = HttpStatusCode.OK) : HttpMessageHandler
{
    public static readonly Uri Address = new("http://stub:5080/");

    /// <summary>A client of a node that answers with this.</summary>
    public static NodeClient Answering(string body, string type = "application/json", HttpStatusCode status = HttpStatusCode.OK) =>
        new(Address, token: null, new StubNode(body, type, status));

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return Task.FromResult(new HttpResponseMessage(status) { Content = content });
    }
}
