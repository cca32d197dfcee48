using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.KeyPerFile;
using Microsoft.Extensions.FileProviders;

namespace Seckill.Host.Hosting;

/// <summary>
/// Settings from a directory with one file for each, named like the environment variable (<c>Seckill__Auth__SigningKey</c>). Container
/// platforms provide secrets in this way. Unlike variables, files are neither inherited by other processes nor shown by
/// <c>docker inspect</c>.
/// </summary>
internal static class SecretFiles
{
    /// <summary>The environment variable that names the directory.</summary>
    private const string Variable = "SECKILL_SECRETS";

    /// <summary>Where container engines put secrets; read if it exists.</summary>
    private const string Usual = "/run/secrets";

    /// <summary>Adds the files below environment variables and the command line, which are closer to the person who starts it.</summary>
    public static void AddSecrets(this WebApplicationBuilder builder)
    {
        var said = builder.Configuration[Variable];
        if (!string.IsNullOrEmpty(said) && !Directory.Exists(said))
            throw new DirectoryNotFoundException($"{Variable} is '{said}', which is no directory: mount the secrets there, or unset it.");
        var directory = string.IsNullOrEmpty(said) ? Usual : said;
        if (!Directory.Exists(directory)) return;
        var source = new KeyPerFileConfigurationSource { FileProvider = new PhysicalFileProvider(Path.GetFullPath(directory)) };
        var sources = builder.Configuration.Sources;
        var variables = sources.LastOrDefault(one => one is EnvironmentVariablesConfigurationSource { Prefix: null or "" });
        sources.Insert(variables is null ? sources.Count : sources.IndexOf(variables), source);
    }
}
