using System.Text.RegularExpressions;
using Akka.Actor;
using Akka.Remote;
using Microsoft.Extensions.Options;
using Seckill.Actors.Hosting;
using Seckill.Storage;

namespace Seckill.Host.Hosting;

/// <summary>Settings are checked and the storage is prepared before anything runs; what is wrong is said in plain words.</summary>
internal static partial class StartUp
{
    private const int Failed = 1;

    /// <summary>Runs the program. What an operator can mend becomes a message and an exit code; a defect shows itself.</summary>
    public static async Task<int> RunAsync(Func<Task<int>> program)
    {
        try
        {
            return await program();
        }
        catch (SettingsException error)
        {
            return Explain("These settings keep the service from starting:", error.Errors);
        }
        catch (StorageUnavailableException error)
        {
            return Explain("The storage keeps the service from starting:", [error.Message]);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException || IsOfServer(error))
        {
            // An address that is in use already, above all, or a certificate that the machine's store does not have.
            return Explain("The service cannot start:", [error.Message]);
        }
        catch (AggregateException error) when (error.Flatten().InnerException is RemoteTransportException)
        {
            const string Cluster = "Seckill:Cluster:Hostname and Seckill:Cluster:Port";
            return Explain("The service cannot start:", [$"{Cluster} cannot be listened on: {error.GetBaseException().Message}."]);
        }
    }

    /// <summary>Checks every option and makes the storage ready.</summary>
    public static async Task PrepareAsync(this WebApplication app)
    {
        CheckSettings(app.Services);
        await app.Services.GetRequiredService<StoragePreparation>().PrepareAsync(CancellationToken.None);
    }

    /// <summary>Makes sure that what is derived from the ledger is not ahead of it; a rebuild mends that, so it does not ask.</summary>
    public static Task EnsureLedgerLeadsAsync(this WebApplication app) =>
        app.Services.GetRequiredService<StoragePreparation>().EnsureLedgerLeadsAsync(CancellationToken.None);

    /// <summary>Whether this node answers shoppers and operators; otherwise only items live on it.</summary>
    public static bool IsWeb(this WebApplication app) => app.Services.GetRequiredService<IOptions<ClusterSettings>>().Value.IsWeb;

    /// <summary>
    /// Starts, and serves until somebody asks for the end. Returns the exit code: not 0 when the engine has ended by itself (expelled
    /// from the cluster, never let into it, or one of its parts has died), so that a supervisor starts it again.
    /// </summary>
    public static async Task<int> ServeAsync(this WebApplication app)
    {
        await using var services = app;
        try
        {
            await app.StartAsync();
        }
        catch (Exception error) when (error is IOException || IsOfServer(error))
        {
            // What runs already has to be told; its end would be taken for a failure of its own, and said first.
            await app.StopAsync();
            throw;
        }

        var engine = CoordinatedShutdown.Get(app.Services.GetRequiredService<ActorSystem>());
        await app.WaitForShutdownAsync();
        return engine.ShutdownReason is { ExitCode: > 0 } reason ? reason.ExitCode : Environment.ExitCode;
    }

    /// <summary>Whether the HTTP server complains about its configuration.</summary>
    private static bool IsOfServer(Exception error) =>
        error is InvalidOperationException { Source: "Microsoft.AspNetCore.Server.Kestrel.Core" };

    private static void CheckSettings(IServiceProvider services)
    {
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
        }
        catch (OptionsValidationException error)
        {
            throw new SettingsException(Readable(error));
        }
        catch (AggregateException errors) when (errors.InnerExceptions.All(error => error is OptionsValidationException))
        {
            throw new SettingsException(errors.InnerExceptions.Cast<OptionsValidationException>().SelectMany(Readable));
        }
        catch (InvalidOperationException error)
        {
            // A value that is not of its option's type; the message names the option.
            throw new SettingsException([error.Message]);
        }
    }

    /// <summary>Failures by the options' full names; the framework's own words for ranges name only the member and our type.</summary>
    private static IEnumerable<string> Readable(OptionsValidationException error)
    {
        var section = error.OptionsType.GetField("Section")?.GetRawConstantValue() ?? error.OptionsType.Name;
        return error.Failures.Select(failure => RangeFailure().Match(failure) is { Success: true } match
            ? $"{section}:{match.Groups["member"].Value}: {match.Groups["error"].Value}"
            : failure);
    }

    [GeneratedRegex("members: '(?<member>[^']*)' with the error: '(?<error>.*)'\\.$")]
    private static partial Regex RangeFailure();

    private static int Explain(string headline, IEnumerable<string> errors)
    {
        Console.Error.WriteLine(headline);
        foreach (var error in errors) Console.Error.WriteLine($"  - {error}");
        Console.Error.WriteLine("An option is set in appsettings.json, as Seckill__Auth__Issuer=… or as --Seckill:Auth:Issuer=…");
        return Failed;
    }

    private sealed class SettingsException(IEnumerable<string> errors) : Exception("Settings are missing or wrong.")
    {
        public IReadOnlyList<string> Errors { get; } = [.. errors];
    }
}
