using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Seckill.Host.Pages;

/// <summary>
/// One file as bytes in this node's memory: plain, and compressed by the first request that takes it so. An answer touches neither an
/// item nor a database nor a disk.
/// </summary>
/// <param name="plain">The content.</param>
/// <param name="contentType">Its type, with the character set where it is text.</param>
internal sealed class PageFile(byte[] plain, string contentType)
{
    /// <summary>Characters of a name that is derived from content: 64 bits, far more than the versions of these files.</summary>
    private const int NameLength = 16;

    private readonly Lazy<byte[]> _brotli = new(() => Pack(plain, target => new BrotliStream(target, CompressionLevel.SmallestSize)));
    private readonly Lazy<byte[]> _gzip = new(() => Pack(plain, target => new GZipStream(target, CompressionLevel.SmallestSize)));
    private readonly string _tag = NameOf(plain);

    /// <summary>The content.</summary>
    public ReadOnlySpan<byte> Plain => plain;

    /// <summary>A name that belongs to this content alone.</summary>
    public static string NameOf(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content))[..NameLength];

    /// <summary>
    /// Answers with the file in the smallest encoding that the client takes, or with 304 if the client has it. Under a status of its own, which the
    /// caller has set, the file is nothing to keep: it goes out whole and without a tag.
    /// </summary>
    public Task AnswerAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        var (encoding, body) = Choose(request);
        response.Headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        if (response.StatusCode == StatusCodes.Status200OK && IsKnown(request, response, encoding))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        if (encoding is not null) response.Headers.ContentEncoding = encoding;
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        return HttpMethods.IsHead(request.Method) ? Task.CompletedTask : response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    /// <summary>Tells the tag, and whether the client has what it stands for.</summary>
    private bool IsKnown(HttpRequest request, HttpResponse response, string? encoding)
    {
        // Two representations need two tags, because a strong tag identifies bytes.
        var etag = new EntityTagHeaderValue(encoding is null ? $"\"{_tag}\"" : $"\"{_tag}-{encoding}\"");
        response.Headers.ETag = etag.ToString();
        return request.GetTypedHeaders().IfNoneMatch
            .Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(etag, useStrongComparison: false));
    }

    private (string? Encoding, byte[] Body) Choose(HttpRequest request)
    {
        var taken = request.GetTypedHeaders().AcceptEncoding;
        if (Takes(taken, "br")) return ("br", _brotli.Value);
        return Takes(taken, "gzip") ? ("gzip", _gzip.Value) : (null, plain);
    }

    private static bool Takes(IList<StringWithQualityHeaderValue> taken, string encoding) =>
        taken.Any(one => one.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase) && one.Quality is null or > 0);

    private static byte[] Pack(byte[] plain, Func<Stream, Stream> packing)
    {
        using var packed = new MemoryStream();
        using (var stream = packing(packed)) stream.Write(plain);
        return packed.ToArray();
    }
}
