namespace RetrainGrains.Sources.Files;

/// <summary>The treatment of lines with fewer or more cells than column names.</summary>
public enum RaggedLines
{
    /// <summary>Cells that a line lacks are missing values; a line with more is an error.</summary>
    Fill = 0,

    /// <summary>Such lines are left out.</summary>
    Skip = 1,
    Error = 2,
}

/// <summary>Holds lines to the number of column names, and counts those that have another.</summary>
internal sealed class RowShape(RowReader rows, RaggedLines ragged, RowProblems problems)
{
    private readonly int width = rows.Headers.Count;
    private int lastCells;

    /// <summary>The sentence that says what to do about lines of another length.</summary>
    public string Remedy { get; init; } = "or set raggedLines in the source file to skip such lines";

    /// <summary>The number of lines whose last cells are missing.</summary>
    public int Filled { get; private set; }

    /// <summary>The number of lines that were left out.</summary>
    public int Skipped { get; private set; }

    /// <summary>Tells whether a row is to be read.</summary>
    public bool Takes()
    {
        lastCells = rows.FieldCount;
        if (lastCells == width || (lastCells > width && HasNothingMore())) return true;
        if (ragged == RaggedLines.Skip)
        {
            Skipped++;
            return false;
        }
        if (ragged == RaggedLines.Fill && lastCells < width)
        {
            Filled++;
            return true;
        }
        problems.Report(
            rows.Place, "", lastCells, $"must have {width} cells, as many as the line of column names ({Remedy})");
        return false;
    }

    /// <summary>Says at the end whether the file was whole.</summary>
    public void Finish()
    {
        if (lastCells >= width || !rows.IsCutOff || ragged == RaggedLines.Skip) return;
        problems.Report(rows.Place, "", lastCells, $"must have {width} cells: the file is cut off here, in the middle "
            + $"of a line (fetch it again, {Remedy})");
    }

    // Spreadsheets end lines with delimiters.
    private bool HasNothingMore()
    {
        for (var i = width; i < rows.FieldCount; i++)
        {
            if (rows.GetString(i).Length > 0) return false;
        }
        return true;
    }
}
