using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace Seckill.Host.OpenApi;

/// <summary>
/// The OpenAPI document as bytes. Generating it takes milliseconds of processor time, so the first request generates it, while all others
/// wait for the same one; later requests get the bytes. It contains nothing of the request that it was generated for.
/// </summary>
internal sealed class DocumentFile([FromKeyedServices(DescriptionHosting.DocumentName)] IOpenApiDocumentProvider provider)
{
    private readonly Lock _gate = new();
    private Task<Made>? _made;

    public async Task AnswerAsync(HttpContext context)
    {
        var made = await GetAsync().WaitAsync(context.RequestAborted).ConfigureAwait(false);
        var (request, response) = (context.Request, context.Response);
        var isPacked = Takes(request, "gzip");
        var etag = isPacked ? made.PackedTag : made.PlainTag;
        response.Headers.ETag = etag.ToString();
        response.Headers.CacheControl = "no-cache";
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        if (Knows(request, etag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var body = isPacked ? made.Packed : made.Plain;
        if (isPacked) response.Headers.ContentEncoding = "gzip";
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(request.Method)) await response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>The only document. A failed attempt is forgotten, so that the next request tries again.</summary>
    private Task<Made> GetAsync()
    {
        lock (_gate)
        {
            if (_made is null or { IsFaulted: true } or { IsCanceled: true }) _made = Task.Run(MakeAsync);
            return _made;
        }
    }

    private async Task<Made> MakeAsync()
    {
        var document = await provider.GetOpenApiDocumentAsync(CancellationToken.None).ConfigureAwait(false);
        var text = new StringWriter(CultureInfo.InvariantCulture);
        document.SerializeAsV31(new OpenApiJsonWriter(text));
        var plain = Encoding.UTF8.GetBytes(text.ToString());
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            await gzip.WriteAsync(plain).ConfigureAwait(false);
        var hash = Convert.ToHexStringLower(SHA256.HashData(plain).AsSpan(0, 16));
        // Two representations need two tags, because a strong tag identifies bytes.
        return new Made(plain, packed.ToArray(), new EntityTagHeaderValue($"\"{hash}\""), new EntityTagHeaderValue($"\"{hash}-gzip\""));
    }

    private static bool Takes(HttpRequest request, string encoding) => request.GetTypedHeaders().AcceptEncoding
        .Any(one => one.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase) && one.Quality is null or > 0);

    private static bool Knows(HttpRequest request, EntityTagHeaderValue etag) => request.GetTypedHeaders().IfNoneMatch
        .Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(etag, useStrongComparison: false));

    private sealed record Made(byte[] Plain, byte[] Packed, EntityTagHeaderValue PlainTag, EntityTagHeaderValue PackedTag);
}
