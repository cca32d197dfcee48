using System.Text.RegularExpressions;
using Akka.Actor;
using Akka.Remote;
using Microsoft.Extensions.Options;
using Seckill.Actors.Hosting;
using Seckill.Storage;

namespace Seckill.Host.Hosting;

/// <summary>Checks settings and prepares the storage before anything runs, and reports problems in plain words.</summary>
internal static partial class StartUp
{
    private const int Failed = 1;

    /// <summary>Runs the program. What an operator can fix becomes a message and an exit code; a defect stays an exception.</summary>
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
            // Usually an address that is already in use, or a certificate that is not in the machine's store.
            return Explain("The service cannot start:", [error.Message]);
        }
        catch (AggregateException error) when (error.Flatten().InnerException is RemoteTransportException)
        {
            const string Cluster = "Seckill:Cluster:Hostname and Seckill:Cluster:Port";
            return Explain("The service cannot start:", [$"{Cluster} cannot be listened on: {error.GetBaseException().Message}."]);
        }
    }

    /// <summary>Checks every option and prepares the storage.</summary>
    public static async Task PrepareAsync(this WebApplication app)
    {
        CheckSettings(app.Services);
        await app.Services.GetRequiredService<StoragePreparation>().PrepareAsync(CancellationToken.None);
    }

    /// <summary>Makes sure that nothing derived is ahead of the ledger. A rebuild repairs that, so it does not check.</summary>
    public static Task EnsureLedgerLeadsAsync(this WebApplication app) =>
        app.Services.GetRequiredService<StoragePreparation>().EnsureLedgerLeadsAsync(CancellationToken.None);

    /// <summary>Whether this node serves shoppers and operators; otherwise only items live on it.</summary>
    public static bool IsWeb(this WebApplication app) => app.Services.GetRequiredService<IOptions<ClusterSettings>>().Value.IsWeb;

    /// <summary>
    /// Starts, and serves until asked to stop. Returns the exit code. It is not 0 when the engine has ended by itself (expelled from the
    /// cluster, never admitted to it, or one of its parts has died), so that a supervisor starts it again.
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
            // Stop what already runs. Otherwise its end would count as a failure of its own and be reported first.
            await app.StopAsync();
            throw;
        }

        var engine = CoordinatedShutdown.Get(app.Services.GetRequiredService<ActorSystem>());
        await app.WaitForShutdownAsync();
        return engine.ShutdownReason is { ExitCode: > 0 } reason ? reason.ExitCode : Environment.ExitCode;
    }

    /// <summary>Whether the error is about the HTTP server's configuration.</summary>
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
            // A value does not have its option's type; the message names the option.
            throw new SettingsException([error.Message]);
        }
    }

    /// <summary>Failures with the options' full names; the framework's messages for ranges name only the member and our type.</summary>
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
        /// <summary>Each once: an option that others depend on fails with each of them.</summary>
        public IReadOnlyList<string> Errors { get; } = [.. errors.Distinct(StringComparer.Ordinal)];
    }
}
