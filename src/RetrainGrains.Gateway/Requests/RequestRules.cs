using System.Buffers;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Gateway.Requests;

/// <summary>The rules that every request keeps, whatever the model.</summary>
internal static class RequestRules
{
    public const int RowsMax = 10_000;
    public const int IdLengthMax = 200;
    public const int PageMax = 1_000;

    private const int PageDefault = 100;

    private const string ModelIdRule = "must be 1 to 200 of: letters and digits of ASCII, '.', '_', '-', '/'";

    private static readonly SearchValues<char> ModelIdCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-/");

    public static Problem? ModelId(string id) =>
        id.Length is >= 1 and <= IdLengthMax && !id.AsSpan().ContainsAnyExcept(ModelIdCharacters)
            ? null
            : Problem.Of("model_id", Shorten(id), ModelIdRule);

    public static Problem? RowCount(string field, int count) => count is >= 1 and <= RowsMax
        ? null
        : Problem.Of(field, count, $"must have 1 to {RowsMax} rows");

    public static Problem? Text(string field, string text, int least, int most) =>
        text.Length >= least && text.Length <= most
            ? null
            : Problem.Of(field, Shorten(text), $"must have {least} to {most} characters");

    public static bool IsId(string id) =>
        id.Length is >= 1 and <= IdLengthMax && !id.Contains('\0', StringComparison.Ordinal);

    /// <summary>Finds the rule that an id of a row breaks; null when it breaks none.</summary>
    public static Problem? Id(string field, string id) => IsId(id) ? null
        : id.Length == 0 ? Problem.Of(field, id, "must be given, 1 to 200 characters", FaultKind.Missing)
        : Problem.Of(
            field, Shorten(id), $"must have 1 to {IdLengthMax} characters, none of them NUL", FaultKind.OutOfRange);

    public static Problem? Entity(string field, string entity) =>
        Text(field, entity, 1, IdLengthMax)
        ?? (entity.Contains('\0', StringComparison.Ordinal)
            ? Problem.Of(field, Shorten(entity), "must not contain the character NUL")
            : null);

    public static Problem OtherTime(string field, string id) => Problem.Of(
        field, id,
        "must come with its own time: it has the form of ids that the server makes, which tell the time of their row",
        FaultKind.Contradiction);

    public static Problem? Between(string field, long value, long least, long most) => value >= least && value <= most
        ? null
        : Problem.Of(field, value, $"must be {least} to {most}");

    /// <summary>Reads the wanted size of a page: 0 stands for the default.</summary>
    public static int PageSize(int asked, ProblemList problems)
    {
        if (asked == 0) return PageDefault;
        problems.Add(Between("page_size", asked, 1, PageMax));
        return asked;
    }

    private static string Shorten(string id) => id.Length <= 60 ? id : $"{id.AsSpan(0, 60)}… ({id.Length} characters)";
}
