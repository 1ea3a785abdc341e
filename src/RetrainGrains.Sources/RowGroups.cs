namespace RetrainGrains.Sources;

/// <summary>
/// The groups of a table's rows that belong together, such as those of one driver: a feature looks back on its own
/// group.
/// </summary>
public sealed class RowGroups
{
    private readonly Table table;
    private readonly ImmutableArray<int[]> groups;

    private RowGroups(Table table, ImmutableArray<int[]> groups) => (this.table, this.groups) = (table, groups);

    /// <summary>
    /// Groups rows by the values of columns, a missing one being a value too; without columns all rows are one group.
    /// </summary>
    public static RowGroups Of(Table table, ImmutableArray<string> columns) => new(
        table,
        [
            .. Enumerable.Range(0, table.Count).GroupBy(row => table.KeyOf(columns, row))
                .Select(group => group.ToArray()),
        ]);

    /// <summary>Derives the values of each group from its own values, and puts them in the rows' places.</summary>
    public double[] Derive(double[] values, Func<Series, double[]> derive)
    {
        var derived = new double[table.Count];
        foreach (var rows in groups)
        {
            var times = Array.ConvertAll(rows, row => table.Times[row]);
            var own = derive(new Series(times, Array.ConvertAll(rows, row => values[row])));
            for (var i = 0; i < rows.Length; i++) derived[rows[i]] = own[i];
        }
        return derived;
    }
}
