namespace RetrainGrains.Domain.Costs;

/// <summary>
/// A period that has ended, as it is kept to decide from: what was lost on its rows, when the version that served most
/// of them had been trained, and what the version before it would have lost on the same rows.
/// </summary>
/// <param name="Number">Which period, counted since 1970.</param>
/// <param name="End">When it ended.</param>
/// <param name="Loss">Squared error or log loss, summed over the rows.</param>
/// <param name="Rows">Rows whose outcomes were known when it was recorded.</param>
/// <param name="TrainedIn">
/// The period in which the newest run of the version's lead member took its rows; a blend that is only weighed anew
/// keeps it.
/// </param>
/// <param name="PredecessorTrainedIn">The same of the version before; null when the two cannot be compared.</param>
/// <param name="PredecessorLoss">What the version before would have lost.</param>
public sealed record PeriodRecord(
    long Number, DateTimeOffset End, double Loss, int Rows, long TrainedIn, long? PredecessorTrainedIn = null,
    double PredecessorLoss = 0)
{
    /// <summary>
    /// Periods that are remembered: the rule's horizon, the thirteen at least that noise is judged by, and two years
    /// of weeks at most. The oldest is let go, and with it the gains that it showed.
    /// </summary>
    public static int KeptMax(CostAwareSchedule schedule) => Math.Clamp(schedule.Rule.HorizonPeriods, 13, 104);
}
