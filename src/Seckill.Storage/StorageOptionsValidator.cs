using Microsoft.Extensions.Options;
using Seckill.Storage.Databases;

namespace Seckill.Storage;

/// <summary>Checks <see cref="StorageOptions"/>. Every message names the option and the fix, and never repeats a password.</summary>
internal sealed class StorageOptionsValidator : IValidateOptions<StorageOptions>
{
    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        string[] errors = DatabaseProviders.Find(options) is { } provider
            ? [.. provider.Check(options)]
            : [$"{StorageOptions.ProviderName} is '{options.Provider}'. Set it to {Choice()}."];
        return errors.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static string Choice() => string.Join(" or ", DatabaseProviders.All.Select(provider => $"'{provider.Name}'"));
}
