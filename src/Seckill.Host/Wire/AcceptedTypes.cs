using System.Net.Mime;

namespace Seckill.Host.Wire;

/// <summary>What a client takes for an answer.</summary>
internal static class AcceptedTypes
{
    /// <summary>Whether it asks for HTML by name, as browsers do for what a person is to read; programs take anything.</summary>
    public static bool TakesHtml(this HttpRequest request) => request.GetTypedHeaders().Accept
        .Any(accepted => accepted.MediaType.Equals(MediaTypeNames.Text.Html, StringComparison.OrdinalIgnoreCase) && accepted.Quality is null or > 0);
}
