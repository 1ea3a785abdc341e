using RetrainGrains.Domain.Primitives;
using RetrainGrains.Sources.Files;

namespace RetrainGrains.Sources;

/// <summary>
/// A file of rows with their outcomes that is read block by block: only one block is in memory, however long the file
/// is. Its rows are those that <see cref="StreamBuilder"/> makes, in the order of the file.
/// </summary>
public sealed class HistoryFile : IDisposable
{
    /// <summary>The rows of a block: some hundred kilobytes, and one transaction.</summary>
    public const int BlockRows = 4_096;

    private readonly SourceFile source;
    private readonly string name;
    private readonly FileStream file;
    private readonly RowReader reader;
    private readonly JoinedCells cells;
    private readonly RowShape shape;
    private readonly TableRows rows;
    private readonly RowProblems problems;

    private HistoryFile(SourceFile source, string name, FileStream file, RowReader reader, JoinedCells cells)
    {
        (this.source, this.name, this.file, this.reader, this.cells) = (source, name, file, reader, cells);
        problems = new RowProblems(name);
        shape = new RowShape(reader, source.RaggedLines, problems);
        rows = new TableRows(
            source, cells, [.. source.Missing], new DecimalMark(source.DecimalComma, reader.Delimiter));
    }

    /// <summary>The number of rows read so far, whatever became of them.</summary>
    public long RowsRead { get; private set; }

    /// <summary>
    /// Opens a file by a source file that keeps the <see cref="HistoryFileRules"/>; null, with all problems, when it
    /// cannot be read. They call it by its name.
    /// </summary>
    public static HistoryFile? Open(string path, string name, SourceFile source, List<Problem> problems) =>
        RowFile.Guarded(name, problems, () =>
        {
            var file = RowFile.OpenFile(path);
            var reader = RowFile.Open(file, source.Shape);
            var opened = Open(name, source, file, reader, problems);
            if (opened is null) reader.Dispose();
            return opened;
        });

    /// <summary>Goes past rows that are done with, as many as there are, up to the number.</summary>
    public void Skip(long count, List<Problem> found) => RowFile.Guarded(name, found, () =>
    {
        for (var i = 0L; i < count && reader.Read(); i++)
        {
            RowsRead++;
            // Read all the same: the clock of an hour that comes twice goes by the rows before.
            Take();
            problems.Take();
            if (rows.Count >= BlockRows) rows.Clear();
        }
        rows.Clear();
        return this;
    });

    /// <summary>Reads the next block; null at the end, or, with the problem, where the file is damaged.</summary>
    public HistoryBlock? Next(List<Problem> found) => RowFile.Guarded(name, found, Next);

    public void Dispose() => reader.Dispose();

    private static HistoryFile? Open(
        string name, SourceFile source, FileStream file, RowReader reader, List<Problem> problems)
    {
        if (!RowFile.HasColumns(reader, name, problems)) return null;
        var own = RowFile.FindColumns(reader, name, source.Columns, problems);
        if (problems.Count > 0) return null;
        return JoinedCells.Open(source, reader, own, name, problems) is { } cells
            ? new HistoryFile(source, name, file, reader, cells)
            : null;
    }

    private HistoryBlock? Next()
    {
        rows.Clear();
        var (faults, whole, refused, read) = (new List<RowFault>(), new List<int>(BlockRows), 0, 0);
        while (read < BlockRows && reader.Read())
        {
            read++;
            var isTaken = Take();
            if (isTaken && problems.IsEmpty) whole.Add(rows.Count - 1);
            if (problems.IsEmpty) continue;
            refused++;
            faults.AddRange(problems.Take());
        }
        if (read == 0) return null;
        RowsRead += read;
        if (read < BlockRows && IsCutOff(faults) && whole.Remove(rows.Count - 1)) refused++;
        return new HistoryBlock(RowsRead, file.Position, Rows(whole), refused, faults);
    }

    private bool IsCutOff(List<RowFault> faults)
    {
        shape.Finish();
        if (problems.IsEmpty) return false;
        faults.AddRange(problems.Take());
        return true;
    }

    // False for a line that is left out.
    private bool Take()
    {
        if (!shape.Takes()) return false;
        cells.MoveTo(problems);
        rows.Add(problems);
        return true;
    }

    private StreamRow[] Rows(List<int> whole)
    {
        var table = rows.ToTable(shape, []);
        var columns = new FeatureColumns(source, table, DeclaredSchema.StepOf(source));
        var (features, target) = (columns.Compute(_ => false), columns.Target);
        return
        [
            .. whole.Select(row =>
            {
                var at = new DateTimeOffset(table.Times[row], TimeSpan.Zero);
                var values = new float[features.Count];
                for (var i = 0; i < values.Length; i++) values[i] = (float)features[i].Values[row];
                return new StreamRow(StreamBuilder.IdOf(at, table.KeyOf(source.Key, row)), at,
                    at + source.OutcomeDelay, values, target[row]);
            }),
        ];
    }
}
