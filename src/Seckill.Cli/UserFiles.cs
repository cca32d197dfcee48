using System.Text.Json;
using Seckill.Cli.Node;

namespace Seckill.Cli;

/// <summary>What the console keeps in the user's configuration directory: tokens by node, and the history. Nobody else can read either.</summary>
/// <param name="directory">The directory.</param>
internal sealed class UserFiles(string directory)
{
    private const UnixFileMode OnlyUser = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public UserFiles()
        : this(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "seckill"))
    {
    }

    /// <summary>Where logins are kept.</summary>
    public string LoginFile => Path.Combine(directory, "logins.json");

    private string HistoryFile => Path.Combine(directory, "history");

    /// <summary>The token kept for a node; null when there is none.</summary>
    public string? FindToken(Uri url) => Token.Read(ReadLogins().Tokens.GetValueOrDefault(KeyOf(url)), LoginFile);

    /// <summary>Keeps a token for a node.</summary>
    public void KeepToken(Uri url, string token)
    {
        var logins = ReadLogins();
        logins.Tokens[KeyOf(url)] = token;
        Write(LoginFile, JsonSerializer.Serialize(logins, Messages.Default.SavedLogins));
    }

    /// <summary>The lines of earlier prompts, oldest first; null when there are some that cannot be read.</summary>
    public IReadOnlyList<string>? ReadHistory()
    {
        try
        {
            return IsThere(HistoryFile) ? File.ReadAllLines(HistoryFile) : [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Nobody may be kept from the prompt by that, least of all in the middle of a sale.
            return null;
        }
    }

    /// <summary>Keeps the lines for later prompts.</summary>
    public void KeepHistory(IEnumerable<string> lines) => Write(HistoryFile, string.Join('\n', lines));

    private static string KeyOf(Uri url) => url.GetLeftPart(UriPartial.Authority);

    /// <summary>Whether there is anything of that name. A directory, or a link to nowhere, is not the same as nothing.</summary>
    private static bool IsThere(string path) => Path.Exists(path) || new FileInfo(path).LinkTarget is not null;

    private SavedLogins ReadLogins()
    {
        try
        {
            if (!IsThere(LoginFile)) return new SavedLogins([]);
            return JsonSerializer.Deserialize(File.ReadAllText(LoginFile), Messages.Default.SavedLogins)
                ?? throw new JsonException("There is nothing in it.");
        }
        catch (JsonException)
        {
            throw new ConsoleFault(ExitCodes.BadUsage, $"{LoginFile} holds no logins: delete it and run 'seckill login' again.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ConsoleFault(ExitCodes.BadUsage, $"{LoginFile} cannot be read: {error.Message} Delete it, or set SECKILL_TOKEN.");
        }
    }

    /// <summary>
    /// Writes beside the file first, so that it is there whole, old or new, whatever happens: a full disk must not cost a login. The new
    /// one is readable for nobody else from its first byte, whatever the mode of the old one was.
    /// </summary>
    private void Write(string file, string text)
    {
        string? draft = null;
        try
        {
            CreateDirectory();
            // Whoever keeps such files elsewhere, behind a link, goes on doing so.
            var target = (IsThere(file) ? File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName : null) ?? file;
            draft = $"{target}.{Guid.NewGuid():N}";
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OnlyUser;
            using (var stream = new StreamWriter(draft, options)) stream.Write(text);
            File.Move(draft, target, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (draft is not null) TryDelete(draft);
            throw new ConsoleFault(ExitCodes.BadUsage, $"{file} cannot be written: {error.Message}");
        }
    }

    private void CreateDirectory()
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(directory);
        else Directory.CreateDirectory(directory, OnlyUser | UnixFileMode.UserExecute);
    }

    private static void TryDelete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The first fault is the one to tell.
        }
    }
}
