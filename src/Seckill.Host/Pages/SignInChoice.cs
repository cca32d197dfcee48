using Seckill.Host.Access;

namespace Seckill.Host.Pages;

/// <summary>How shoppers sign in on the pages.</summary>
internal static class SignInChoice
{
    /// <summary>
    /// <c>development</c>: by a name of their own choice. <c>none</c>: the pages know no way, and say so; items can be watched all the same.
    /// </summary>
    public static string Of(AuthSettings settings, IHostEnvironment environment) =>
        environment.IsDevelopment() && settings.Authority is null ? "development" : "none";
}
