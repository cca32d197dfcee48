namespace Seckill.Storage.Databases.Sqlite;

/// <summary>
/// Makes sure that one process at a time uses a data directory: two would each decide sales that the other does not know of.
/// The operating system gives the lock back when the process ends, however it ends.
/// </summary>
internal sealed class DirectoryLock : IDisposable
{
    private readonly FileStream _file;

    private DirectoryLock(FileStream file) => _file = file;

    /// <summary>Takes the lock.</summary>
    /// <exception cref="StorageUnavailableException">Another process has it, or the directory cannot be written.</exception>
    public static DirectoryLock Take(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
            var path = Path.Combine(directory, "seckill.lock");
            return new DirectoryLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException error) when (IsTaken(error))
        {
            throw new StorageUnavailableException(
                $"The data directory '{directory}' is in use by another process. Stop that one, or set {StorageOptions.Section}:"
                + $"{nameof(StorageOptions.Directory)} to another directory; several processes share a sale through PostgreSQL only.",
                error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StorageUnavailableException(
                $"The data directory '{directory}' cannot be written: {error.Message} Let this process write it, or set "
                + $"{StorageOptions.Section}:{nameof(StorageOptions.Directory)} to another directory.",
                error);
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>EWOULDBLOCK of flock (Linux 11, macOS 35), or the sharing violation of Windows.</summary>
    private static bool IsTaken(IOException error) =>
        error.GetType() == typeof(IOException) && error.HResult is 11 or 35 or unchecked((int)0x80070020);
}
