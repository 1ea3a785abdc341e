using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Learning.Trees;

/// <summary>Finds the number of boosting steps that is best for the latest rows, held out.</summary>
internal static class EarlyStopping
{
    /// <summary>The rows to hold out; none where the parameters do not ask for it.</summary>
    public static int HeldRows(TreeParameters parameters, Dataset rows) =>
        parameters.EarlyStoppingRounds > 0 ? (int)(parameters.ValidationFraction * rows.Count) : 0;

    /// <summary>Takes steps, each with the held rows' loss after it, until that has long not been less.</summary>
    public static int BestCount(TreeParameters parameters, FitOptions options, Func<int, double> step)
    {
        var (best, least) = (1, double.PositiveInfinity);
        for (var i = 0; i < parameters.NumberOfTrees && i - best < parameters.EarlyStoppingRounds; i++)
        {
            var mean = step(i);
            options.DueProgress?.Invoke(new FitProgress(i + 1, parameters.NumberOfTrees, mean));
            if (mean < least) (best, least) = (i + 1, mean);
        }

        return best;
    }
}
