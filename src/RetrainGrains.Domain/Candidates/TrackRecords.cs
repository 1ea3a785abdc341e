using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Windows;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Domain.Candidates;

/// <summary>
/// The out-of-sample history of all candidates of a model, discounted with age in several memories. Each candidate
/// is kept twice: as it predicts, and with its own drift correction, the discounted mean of its latest residuals.
/// </summary>
public sealed class TrackRecords
{
    public TrackRecords(int candidates, int memories)
    {
        Candidates = candidates;
        LossSums = new double[memories * candidates * 2];
        Rows = new double[memories];
        ServedLosses = new double[memories];
        ServedRows = new double[memories];
        Residuals = new double[candidates];
        ResidualRows = new double[candidates];
        MeanWeights = new double[candidates];
    }

    public int Candidates { get; }
    public int Memories => Rows.Length;
    public DateTimeOffset LastRow { get; set; }

    /// <summary>The recent mean weight of each candidate: one with more weight is trained more often.</summary>
    public double[] MeanWeights { get; private init; }

    public double[] LossSums { get; private init; }
    public double[] Rows { get; private init; }
    public double[] ServedLosses { get; private init; }
    public double[] ServedRows { get; private init; }
    public double[] Residuals { get; private init; }
    public double[] ResidualRows { get; private init; }

    public TrackRecords Copy() => new(Candidates, Memories)
    {
        LastRow = LastRow,
        MeanWeights = [.. MeanWeights],
        LossSums = [.. LossSums],
        Rows = [.. Rows],
        ServedLosses = [.. ServedLosses],
        ServedRows = [.. ServedRows],
        Residuals = [.. Residuals],
        ResidualRows = [.. ResidualRows],
    };

    /// <summary>
    /// Computes the mean discounted loss of a candidate (<paramref name="corrected"/>: with its drift correction).
    /// </summary>
    public double Loss(int memory, int candidate, bool corrected = false) =>
        Rows[memory] <= 0 ? double.NaN : LossSums[Index(memory, candidate, corrected)] / Rows[memory];

    public double ServedLoss(int memory) =>
        ServedRows[memory] <= 0 ? double.NaN : ServedLosses[memory] / ServedRows[memory];

    public double RowsIn(int memory) => Rows[memory];

    /// <summary>
    /// Computes the correction to add to a candidate's prediction: shrunk towards zero while residuals are few.
    /// </summary>
    public double Correction(int candidate, double halfLifeRows) =>
        halfLifeRows <= 0 ? 0 : Residuals[candidate] / (ResidualRows[candidate] + halfLifeRows / 4);

    /// <summary>
    /// Adds one row. A candidate without a version is unavailable (NaN): it is assigned the average loss of the others,
    /// of all that are no <paramref name="constants"/>, so that it neither gains nor loses by its absence.
    /// </summary>
    public void Add(
        ChallengerPolicy policy, PredictionTask task, ScoredRow row, ReadOnlySpan<bool> constants = default)
    {
        Fade(policy, row.KnownAt);
        var kind = policy.LossFor(task);
        var (plain, corrected, awake) = (0.0, 0.0, 0);
        var onlyConstants = !IsAnyAwake(row, constants);
        for (var i = 0; i < Candidates; i++)
        {
            if (!onlyConstants && i < constants.Length && constants[i]) continue;
            // Neither without a prediction, nor with one whose loss is not known.
            var loss = LossOf(kind, task, row, i);
            if (double.IsNaN(loss)) continue;
            plain += loss;
            corrected += Losses.Of(kind, task, Corrected(policy, task, row, i), row.Outcome, row.Given?.Candidates[i]);
            awake++;
        }
        if (awake == 0) return;
        for (var i = 0; i < Candidates; i++)
        {
            var loss = LossOf(kind, task, row, i);
            var asleep = double.IsNaN(loss);
            var given = row.Given?.Candidates[i];
            var first = asleep ? plain / awake : loss;
            var second = asleep
                ? corrected / awake
                : Losses.Of(kind, task, Corrected(policy, task, row, i), row.Outcome, given);
            for (var memory = 0; memory < Memories; memory++)
            {
                LossSums[Index(memory, i, false)] += first;
                LossSums[Index(memory, i, true)] += second;
            }
        }
        for (var memory = 0; memory < Memories; memory++) Rows[memory]++;
        AddServed(kind, task, row);
        if (task != PredictionTask.MulticlassClassification) AddResiduals(policy, row);
    }

    private bool IsAnyAwake(ScoredRow row, ReadOnlySpan<bool> constants)
    {
        for (var i = 0; i < Candidates; i++)
        {
            if (!(i < constants.Length && constants[i]) && !double.IsNaN(row.Candidates[i])) return true;
        }
        return false;
    }

    private static double LossOf(LossKind kind, PredictionTask task, ScoredRow row, int candidate) =>
        double.IsNaN(row.Candidates[candidate])
            ? double.NaN
            : Losses.Of(kind, task, row.Candidates[candidate], row.Outcome, row.Given?.Candidates[candidate]);

    private double Corrected(ChallengerPolicy policy, PredictionTask task, ScoredRow row, int candidate)
    {
        // A class has no level that could drift.
        if (task == PredictionTask.MulticlassClassification) return row.Candidates[candidate];
        var corrected = row.Candidates[candidate] + Correction(candidate, policy.CorrectionRows);
        return task == PredictionTask.Regression ? corrected : Math.Clamp(corrected, 0, 1);
    }

    private void AddServed(LossKind kind, PredictionTask task, ScoredRow row)
    {
        if (double.IsNaN(row.Served)) return;
        var loss = Losses.Of(kind, task, row.Served, row.Outcome, row.Given?.Served);
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
        for (var i = 0; i < Candidates; i++)
        {
            if (double.IsNaN(row.Candidates[i])) continue;
            Residuals[i] = Residuals[i] * fade + row.Outcome - row.Candidates[i];
            ResidualRows[i] = ResidualRows[i] * fade + 1;
        }
    }

    private void Fade(ChallengerPolicy policy, DateTimeOffset at)
    {
        if (at <= LastRow) return;
        for (var memory = 0; memory < Memories && LastRow != default; memory++)
        {
            var factor = Math.Pow(0.5, (at - LastRow) / policy.HalfLives[memory]);
            foreach (ref var loss in LossSums.AsSpan(memory * Candidates * 2, Candidates * 2)) loss *= factor;
            Rows[memory] *= factor;
            ServedLosses[memory] *= factor;
            ServedRows[memory] *= factor;
        }
        LastRow = at;
    }

    private int Index(int memory, int candidate, bool corrected) =>
        (memory * 2 + (corrected ? 1 : 0)) * Candidates + candidate;
}
