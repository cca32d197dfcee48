using System.Net.Mime;

namespace Seckill.Host.Wire;

/// <summary>What a client takes for an answer.</summary>
internal static class AcceptedTypes
{
    /// <summary>Whether it asks for HTML by name, as browsers do for what a person is to read; programs take anything.</summary>
    public static bool TakesHtml(this HttpRequest request) => request.Names(MediaTypeNames.Text.Html);

    /// <summary>Whether it names a type, and does not refuse it in the same breath (<c>q=0</c>).</summary>
    public static bool Names(this HttpRequest request, string mediaType) => request.GetTypedHeaders().Accept
        .Any(accepted => accepted.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase) && accepted.Quality is null or > 0);
}
