namespace RetrainGrains.Sources.Files;

/// <summary>The rows of an open file, one after the other, whatever its format.</summary>
internal abstract class RowReader : IDisposable
{
    public abstract IReadOnlyList<string> Headers { get; }

    /// <summary>The number of cells of the row.</summary>
    public abstract int FieldCount { get; }

    /// <summary>The place of the row as people find it, such as «line 3».</summary>
    public abstract string Place { get; }

    /// <summary>The character between cells; null where the format has none.</summary>
    public virtual char? Delimiter => null;

    /// <summary>The sentences about what was guessed of the file.</summary>
    public virtual IReadOnlyList<string> Notes => [];

    /// <summary>Returns true where the file ended inside of the row.</summary>
    public virtual bool IsCutOff => false;

    /// <summary>Goes on to the next row; false at the end.</summary>
    public abstract bool Read();

    /// <summary>Returns a cell as text, an empty one where there is no value.</summary>
    public abstract string GetString(int column);

    /// <summary>Returns a cell's number, NaN where there is no value; null where the format holds texts only.</summary>
    public virtual double? GetNumber(int column) => null;

    /// <summary>Returns a cell's time, in UTC or local; null where the format does not hold it as a time.</summary>
    public virtual (long Ticks, bool IsLocal)? GetTime(int column) => null;

    public abstract void Dispose();
}
