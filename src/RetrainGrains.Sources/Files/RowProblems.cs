using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Sources.Files;

/// <summary>The problems of a file's rows, each kind once, with the number of rows that have it.</summary>
internal sealed class RowProblems(string path)
{
    private readonly Dictionary<(string Column, string Rule), (Problem First, int Count, string Last)> kinds = [];

    public bool IsEmpty => kinds.Count == 0;

    /// <summary>Returns true where more kinds were found than a person would read.</summary>
    public bool IsFull => kinds.Count >= RowFile.ProblemsMax;

    /// <summary>Takes a problem of a row, in a column or in the whole of it.</summary>
    public void Report(string place, string column, object? value, string rule)
    {
        if (kinds.TryGetValue((column, rule), out var known))
        {
            kinds[(column, rule)] = (known.First, known.Count + 1, place);
            return;
        }
        if (IsFull) return;
        var field = column.Length == 0 ? $"{path}, {place}" : $"{path}, {place}, column {column}";
        kinds[(column, rule)] = (Problem.Of(field, value, rule), 1, place);
    }

    /// <summary>Takes out each kind, with the place of the last row that has it.</summary>
    public IReadOnlyList<RowFault> Take()
    {
        RowFault[] faults =
        [
            .. kinds.Select(kind => new RowFault(
                kind.Value.Last, kind.Key.Column, kind.Value.First.Value, kind.Key.Rule)),
        ];
        kinds.Clear();
        return faults;
    }

    /// <summary>Returns each kind, as the first of its rows has it.</summary>
    public IEnumerable<Problem> ToProblems() => kinds.Values.Select(kind => kind.Count == 1
        ? kind.First
        : kind.First with
        {
            Rule = $"{kind.First.Rule}; {Lines(kind.Count - 1)} like this one, the last is {kind.Last}",
        });

    private static string Lines(int count) =>
        count == 1 ? "one more" : $"{count.ToString("N0", CultureInfo.InvariantCulture)} more";
}
