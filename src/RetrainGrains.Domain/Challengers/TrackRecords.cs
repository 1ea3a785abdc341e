namespace RetrainGrains.Domain.Challengers;

/// <summary>What a prediction costs when it is wrong.</summary>
public enum LossKind
{
    Squared = 0,

    /// <summary>1 for the wrong class at probability 0.5, else 0: what accuracy counts.</summary>
    ZeroOne = 1,
    LogLoss = 2,
}

/// <summary>
/// The out-of-sample history of all contestants of a model, discounted with age in several memories. Each contestant
/// is kept twice: as it predicts, and with its own drift correction, the discounted mean of its latest residuals.
/// </summary>
public sealed class TrackRecords
{
    private const double ProbabilityFloor = 1e-6;

    public TrackRecords(int contestants, int memories)
    {
        Contestants = contestants;
        Losses = new double[memories * contestants * 2];
        Rows = new double[memories];
        ServedLosses = new double[memories];
        ServedRows = new double[memories];
        Residuals = new double[contestants];
        ResidualRows = new double[contestants];
        MeanWeights = new double[contestants];
    }

    public int Contestants { get; }
    public int Memories => Rows.Length;
    public DateTimeOffset LastRow { get; set; }

    /// <summary>Mean weight of each contestant of late: who matters is trained more often.</summary>
    public double[] MeanWeights { get; private init; }

    internal double[] Losses { get; private init; }
    internal double[] Rows { get; private init; }
    internal double[] ServedLosses { get; private init; }
    internal double[] ServedRows { get; private init; }
    internal double[] Residuals { get; private init; }
    internal double[] ResidualRows { get; private init; }

    public TrackRecords Copy() => new(Contestants, Memories)
    {
        LastRow = LastRow,
        MeanWeights = [.. MeanWeights],
        Losses = [.. Losses],
        Rows = [.. Rows],
        ServedLosses = [.. ServedLosses],
        ServedRows = [.. ServedRows],
        Residuals = [.. Residuals],
        ResidualRows = [.. ResidualRows],
    };

    /// <summary>
    /// Mean discounted loss of a contestant (<paramref name="corrected"/>: with its drift correction).
    /// </summary>
    public double Loss(int memory, int contestant, bool corrected = false) =>
        Rows[memory] <= 0 ? double.NaN : Losses[Index(memory, contestant, corrected)] / Rows[memory];

    public double ServedLoss(int memory) =>
        ServedRows[memory] <= 0 ? double.NaN : ServedLosses[memory] / ServedRows[memory];

    public double RowsIn(int memory) => Rows[memory];

    /// <summary>
    /// What has to be added to a contestant's prediction: shrunk towards zero while residuals are few.
    /// </summary>
    public double Correction(int contestant, double halfLifeRows) =>
        halfLifeRows <= 0 ? 0 : Residuals[contestant] / (ResidualRows[contestant] + halfLifeRows / 4);

    /// <summary>
    /// Adds one row. A contestant without a version is asleep (NaN): it is taken to have lost what the others lost on
    /// average, so that it neither gains nor loses by its absence.
    /// </summary>
    public void Add(ChallengerPolicy policy, PredictionTask task, ScoredRow row)
    {
        Fade(policy, row.KnownAt);
        var kind = policy.LossFor(task);
        var (plain, corrected, awake) = (0.0, 0.0, 0);
        for (var i = 0; i < Contestants; i++)
        {
            if (double.IsNaN(row.Contestants[i])) continue;
            plain += LossOf(kind, task, row.Contestants[i], row.Outcome, row.Given?.Contestants[i]);
            corrected += LossOf(kind, task, Corrected(policy, task, row, i), row.Outcome, row.Given?.Contestants[i]);
            awake++;
        }
        if (awake == 0) return;
        for (var i = 0; i < Contestants; i++)
        {
            var asleep = double.IsNaN(row.Contestants[i]);
            var given = row.Given?.Contestants[i];
            var first = asleep ? plain / awake : LossOf(kind, task, row.Contestants[i], row.Outcome, given);
            var second = asleep
                ? corrected / awake
                : LossOf(kind, task, Corrected(policy, task, row, i), row.Outcome, given);
            for (var memory = 0; memory < Memories; memory++)
            {
                Losses[Index(memory, i, false)] += first;
                Losses[Index(memory, i, true)] += second;
            }
        }
        for (var memory = 0; memory < Memories; memory++) Rows[memory]++;
        AddServed(kind, task, row);
        if (task != PredictionTask.MulticlassClassification) AddResiduals(policy, row);
    }

    /// <summary>
    /// The loss of one prediction; of several classes it is an index, and <paramref name="given"/> the probability of
    /// the class that came.
    /// </summary>
    public static double LossOf(
        LossKind kind, PredictionTask task, double prediction, double outcome, double? given = null) =>
        task != PredictionTask.MulticlassClassification ? LossOf(kind, prediction, outcome)
        : kind == LossKind.ZeroOne ? (prediction == outcome ? 0 : 1)
        : LossOf(kind, given ?? double.NaN, outcome: 1);

    /// <summary>The loss of one prediction.</summary>
    public static double LossOf(LossKind kind, double prediction, double outcome) => kind switch
    {
        LossKind.Squared => (prediction - outcome) * (prediction - outcome),
        LossKind.ZeroOne => (prediction >= 0.5) == (outcome > 0.5) ? 0 : 1,
        LossKind.LogLoss => -Math.Log(Math.Clamp(outcome > 0.5 ? prediction : 1 - prediction, ProbabilityFloor, 1)),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "is not a loss"),
    };

    private double Corrected(ChallengerPolicy policy, PredictionTask task, ScoredRow row, int contestant)
    {
        // A class has no level that could drift.
        if (task == PredictionTask.MulticlassClassification) return row.Contestants[contestant];
        var corrected = row.Contestants[contestant] + Correction(contestant, policy.CorrectionRows);
        return task == PredictionTask.Regression ? corrected : Math.Clamp(corrected, 0, 1);
    }

    private void AddServed(LossKind kind, PredictionTask task, ScoredRow row)
    {
        if (double.IsNaN(row.Served)) return;
        var loss = LossOf(kind, task, row.Served, row.Outcome, row.Given?.Served);
        if (double.IsNaN(loss)) return;
        for (var memory = 0; memory < Memories; memory++)
        {
            ServedLosses[memory] += loss;
            ServedRows[memory]++;
        }
    }

    private void AddResiduals(ChallengerPolicy policy, ScoredRow row)
    {
        if (policy.CorrectionRows <= 0) return;
        var fade = Math.Pow(0.5, 1 / policy.CorrectionRows);
        for (var i = 0; i < Contestants; i++)
        {
            if (double.IsNaN(row.Contestants[i])) continue;
            Residuals[i] = Residuals[i] * fade + row.Outcome - row.Contestants[i];
            ResidualRows[i] = ResidualRows[i] * fade + 1;
        }
    }

    private void Fade(ChallengerPolicy policy, DateTimeOffset at)
    {
        if (at <= LastRow) return;
        for (var memory = 0; memory < Memories && LastRow != default; memory++)
        {
            var factor = Math.Pow(0.5, (at - LastRow) / policy.HalfLives[memory]);
            foreach (ref var loss in Losses.AsSpan(memory * Contestants * 2, Contestants * 2)) loss *= factor;
            Rows[memory] *= factor;
            ServedLosses[memory] *= factor;
            ServedRows[memory] *= factor;
        }
        LastRow = at;
    }

    private int Index(int memory, int contestant, bool corrected) =>
        (memory * 2 + (corrected ? 1 : 0)) * Contestants + contestant;
}
