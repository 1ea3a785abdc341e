namespace RetrainGrains.Domain.Challengers;

/// <summary>
/// The out-of-sample history of all contestants of a model, discounted with age, in one memory: the Gram matrix of
/// their errors (so that the loss of any blend of them is known), and the errors of what was really served.
/// </summary>
public sealed class TrackRecord
{
    private readonly double[] gram;

    private TrackRecord(TimeSpan halfLife, int contestants, double[] gram) =>
        (HalfLife, Contestants, this.gram) = (halfLife, contestants, gram);

    public TimeSpan HalfLife { get; }
    public int Contestants { get; }

    /// <summary>Discounted number of rows.</summary>
    public double Rows { get; private set; }

    /// <summary>Discounted sum of squared errors of what was served, and the discounted rows that were served.</summary>
    public double ServedLoss { get; private set; }
    public double ServedRows { get; private set; }
    private DateTimeOffset lastRow;

    public static TrackRecord Empty(TimeSpan halfLife, int contestants) =>
        new(halfLife, contestants, new double[contestants * contestants]);

    public TrackRecord Copy() => new(HalfLife, Contestants, [.. gram])
    {
        Rows = Rows,
        ServedLoss = ServedLoss,
        ServedRows = ServedRows,
        lastRow = lastRow,
    };

    public double Gram(int i, int j) => gram[i * Contestants + j];

    /// <summary>Mean discounted squared error (for classifiers: of the probability, the Brier score).</summary>
    public double Loss(int contestant) => Rows <= 0 ? double.NaN : Gram(contestant, contestant) / Rows;

    public double ServedMeanLoss => ServedRows <= 0 ? double.NaN : ServedLoss / ServedRows;

    /// <summary>The mean loss that a blend with these weights would have had.</summary>
    public double LossOf(ReadOnlySpan<double> weights)
    {
        double total = 0;
        for (var i = 0; i < Contestants; i++)
        {
            for (var j = 0; j < Contestants; j++) total += weights[i] * weights[j] * Gram(i, j);
        }
        return Rows <= 0 ? double.NaN : total / Rows;
    }

    /// <summary>
    /// Adds one row. A contestant that had no version yet is asleep (NaN): it is taken to have erred as the served
    /// prediction did, so that it neither gains nor loses by its absence.
    /// </summary>
    public void Add(DateTimeOffset at, ReadOnlySpan<double> errors, double servedError)
    {
        if (lastRow != default && at > lastRow) Fade(Math.Pow(0.5, (at - lastRow) / HalfLife));
        if (at > lastRow) lastRow = at;
        var asleep = double.IsNaN(servedError) ? MeanOfAwake(errors) : servedError;
        for (var i = 0; i < Contestants; i++)
        {
            var error = double.IsNaN(errors[i]) ? asleep : errors[i];
            for (var j = 0; j < Contestants; j++)
            {
                gram[i * Contestants + j] += error * (double.IsNaN(errors[j]) ? asleep : errors[j]);
            }
        }
        Rows++;
        if (double.IsNaN(servedError)) return;
        ServedLoss += servedError * servedError;
        ServedRows++;
    }

    public TrackRecordSnapshot Snapshot() => new(HalfLife, Contestants, [.. gram], Rows, ServedLoss, ServedRows, lastRow);

    public static TrackRecord From(TrackRecordSnapshot snapshot) =>
        new(snapshot.HalfLife, snapshot.Contestants, [.. snapshot.Gram])
        {
            Rows = snapshot.Rows,
            ServedLoss = snapshot.ServedLoss,
            ServedRows = snapshot.ServedRows,
            lastRow = snapshot.LastRow,
        };

    private static double MeanOfAwake(ReadOnlySpan<double> errors)
    {
        var (sum, count) = (0.0, 0);
        foreach (var error in errors)
        {
            if (double.IsNaN(error)) continue;
            sum += error;
            count++;
        }
        return count == 0 ? 0 : sum / count;
    }

    private void Fade(double factor)
    {
        for (var i = 0; i < gram.Length; i++) gram[i] *= factor;
        Rows *= factor;
        ServedLoss *= factor;
        ServedRows *= factor;
    }
}

/// <summary>A track record as stored.</summary>
public sealed record TrackRecordSnapshot(
    TimeSpan HalfLife, int Contestants, ImmutableArray<double> Gram, double Rows, double ServedLoss, double ServedRows,
    DateTimeOffset LastRow);
