using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Terminal;

/// <summary>
/// A file that is written beside its place and moved onto it when it is whole: what breaks leaves what was there.
/// </summary>
internal static class WholeFile
{
    /// <summary>Writes the file; returns what keeps it from that, by the option that named it.</summary>
    public static async Task<Problem?> WriteAsync(string path, string option, Func<Stream, Task> write)
    {
        var unfinished = $"{path}.part";
        try
        {
            await using (var file = File.Create(unfinished)) await write(file);
            File.Move(unfinished, path, overwrite: true);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Problem.Of(option, path, $"cannot be written: {error.Message}");
        }
        finally
        {
            File.Delete(unfinished);
        }
    }
}
