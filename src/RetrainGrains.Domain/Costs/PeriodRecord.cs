namespace RetrainGrains.Domain.Costs;

/// <summary>
/// A period that has ended: the loss on its rows, the training time of the version that served most of them, and the
/// loss of the version before it on the same rows.
/// </summary>
/// <param name="Number">The period's number, counted since 1970.</param>
/// <param name="End">The time at which it ended.</param>
/// <param name="Loss">Squared error or log loss, summed over the rows.</param>
/// <param name="Rows">The number of rows whose outcomes were known when it was recorded.</param>
/// <param name="TrainedIn">
/// The period in which the newest run of the version's lead member took its rows; a blend with new weights only keeps
/// it.
/// </param>
/// <param name="PredecessorTrainedIn">
/// The same period for the version before; null when the two cannot be compared.
/// </param>
/// <param name="PredecessorLoss">The loss of the version before.</param>
public sealed record PeriodRecord(
    long Number, DateTimeOffset End, double Loss, int Rows, long TrainedIn, long? PredecessorTrainedIn = null,
    double PredecessorLoss = 0)
{
    /// <summary>
    /// Computes the number of periods that are kept: the rule's horizon, at least the thirteen by which noise is
    /// judged, and at most two years of weeks. The oldest is dropped, with the gains that it showed.
    /// </summary>
    public static int KeptMax(CostAwareSchedule schedule) => Math.Clamp(schedule.Rule.HorizonPeriods, 13, 104);
}
