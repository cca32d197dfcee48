using System.Diagnostics;

namespace Seckill.Storage.Tests.Testing;

/// <summary>
/// Makes a file read-only for whoever runs the tests: permissions do for a user, but root needs the file system's own flag.
/// </summary>
internal static class Immutable
{
    public static async Task SetAsync(string file)
    {
        File.SetAttributes(file, FileAttributes.ReadOnly);
        if (CanWrite(file)) await RunAsync("+i", file);
        Skip.If(CanWrite(file), "Root cannot be kept from writing on this file system.");
    }

    public static async Task UnsetAsync(string file)
    {
        await RunAsync("-i", file);
        File.SetAttributes(file, FileAttributes.Normal);
    }

    private static bool CanWrite(string file)
    {
        try
        {
            using var stream = File.OpenWrite(file);
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static async Task RunAsync(string flag, string file)
    {
        const string Chattr = "/usr/bin/chattr";
        if (!File.Exists(Chattr)) return;
        using var process = Process.Start(new ProcessStartInfo(Chattr) { ArgumentList = { flag, file }, RedirectStandardError = true })!;
        await process.WaitForExitAsync();
    }
}
