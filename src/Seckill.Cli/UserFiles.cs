using System.Text.Json;
using Seckill.Cli.Node;

namespace Seckill.Cli;

/// <summary>What the console keeps in the user's configuration directory: tokens by node, and the history. Nobody else can read either.</summary>
internal sealed class UserFiles
{
    private const UnixFileMode OnlyUser = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _directory =
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "seckill");

    /// <summary>Where logins are kept.</summary>
    public string LoginFile => Path.Combine(_directory, "logins.json");

    private string HistoryFile => Path.Combine(_directory, "history");

    /// <summary>The token kept for a node; null when there is none.</summary>
    public string? FindToken(Uri url) => ReadLogins().Tokens.GetValueOrDefault(KeyOf(url));

    /// <summary>Keeps a token for a node.</summary>
    public void KeepToken(Uri url, string token)
    {
        var logins = ReadLogins();
        logins.Tokens[KeyOf(url)] = token;
        Write(LoginFile, JsonSerializer.Serialize(logins, Messages.Default.SavedLogins));
    }

    /// <summary>The lines of earlier prompts, oldest first.</summary>
    public IReadOnlyList<string> ReadHistory() => File.Exists(HistoryFile) ? File.ReadAllLines(HistoryFile) : [];

    /// <summary>Keeps the lines for later prompts.</summary>
    public void KeepHistory(IEnumerable<string> lines) => Write(HistoryFile, string.Join('\n', lines));

    private static string KeyOf(Uri url) => url.GetLeftPart(UriPartial.Authority);

    private SavedLogins ReadLogins()
    {
        if (!File.Exists(LoginFile)) return new SavedLogins([]);
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(LoginFile), Messages.Default.SavedLogins) is { Tokens: not null } logins
                ? logins
                : new SavedLogins([]);
        }
        catch (JsonException)
        {
            throw new ConsoleFault(ExitCodes.BadUsage, $"{LoginFile} cannot be read: delete it and run 'seckill login' again.");
        }
    }

    private void Write(string file, string text)
    {
        try
        {
            Directory.CreateDirectory(_directory);
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OnlyUser;
            using var stream = new StreamWriter(file, options);
            // A file that was there already keeps its mode otherwise.
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, OnlyUser);
            stream.Write(text);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ConsoleFault(ExitCodes.BadUsage, $"{file} cannot be written: {error.Message}");
        }
    }
}
