namespace RetrainGrains.Sources.Files;

/// <summary>
/// The rows of a file that holds columns, a group of rows at a time; a column is read when it is asked for.
/// </summary>
internal abstract class TypedRows(string[] headers, IReadOnlyList<string> notes) : RowReader
{
    private readonly TypedColumn?[] columns = new TypedColumn?[headers.Length];
    private long before;
    private int count;
    private int row = -1;

    public override IReadOnlyList<string> Headers => headers;
    public override int FieldCount => headers.Length;
    public override string Place => $"row {before + row + 1}";
    public override IReadOnlyList<string> Notes => notes;

    public override bool Read()
    {
        while (++row >= count)
        {
            before += count;
            if (Guarded(NextGroup) is not { } rows) return false;
            (count, row) = (rows, -1);
            Array.Clear(columns);
        }
        return true;
    }

    public override string GetString(int column) => Column(column).TextAt(row);
    public override double? GetNumber(int column) => Column(column).NumberAt(row);
    public override (long Ticks, bool IsLocal)? GetTime(int column) => Column(column).TimeAt(row);

    /// <summary>Goes on to the next group, and returns the number of its rows; null at the end.</summary>
    protected abstract int? NextGroup();

    /// <summary>Reads a column of the group.</summary>
    protected abstract TypedColumn ReadColumn(int column);

    /// <summary>Runs a step of a format's library: on foreign bytes it fails by whatever its code runs into.</summary>
    protected static T Guarded<T>(Func<T> step)
    {
        try
        {
            return step();
        }
        catch (Exception error) when (error is not (IOException or OutOfMemoryException or InvalidDataException
            or UnreadableFileException))
        {
            throw new DamagedFileException(error);
        }
    }

    private TypedColumn Column(int column) => columns[column] ??= Guarded(() => ReadColumn(column));
}
