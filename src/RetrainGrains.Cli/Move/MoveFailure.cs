using System.Data.Common;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Storage;
using RetrainGrains.Storage.Sqlite;

namespace RetrainGrains.Cli.Move;

/// <summary>The cause of a move that did not end well, with a remedy for its operator.</summary>
internal sealed record MoveFailure(int Code, string Sentence)
{
    /// <summary>Explains a failure; null when it is none that an operator could mend.</summary>
    public static MoveFailure? Of(Exception error, DatabaseSide source, DatabaseSide target) => error switch
    {
        DatabaseTakenException taken => new(ExitCode.BadInput,
            $"{target} is in use by {taken.Holder}; nothing was copied. Stop that server, or name another file."),
        InvalidOperationException => new(ExitCode.BadInput,
            $"{error.Message} Nothing was copied from {source} to {target}: --from must be a sound database that a "
            + "server of this version has used, --to an empty one."),
        InvalidDataException => new(ExitCode.Failure,
            $"{error.Message} Stop whatever writes to {source}, then move again; until that ends well, no server "
            + $"uses {target}."),
        OperationCanceledException => CutOff("it was interrupted", source, target),
        DbException or DatabaseAwayException or IOException or UnauthorizedAccessException =>
            CutOff(error.Message.TrimEnd('.'), source, target),
        _ => null,
    };

    private static MoveFailure CutOff(string cause, DatabaseSide source, DatabaseSide target) => new(
        ExitCode.Failure,
        $"The move from {source} to {target} has not ended well ({cause}). Mend that and move again: it starts anew. "
        + "No server uses half a copy.");
}
