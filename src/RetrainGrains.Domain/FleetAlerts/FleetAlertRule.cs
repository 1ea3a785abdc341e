namespace RetrainGrains.Domain.FleetAlerts;

/// <summary>
/// The rule that selects the drifts that become alerts. Every model has one hypothesis a day, so that a period has
/// models × days of them; one of m models may spend rate / (m · days). Benjamini–Hochberg over the whole period, as its
/// tests arrive: with R alerts so far, the day's k smallest p-values are alerts for the largest k with p₍ₖ₎ ≤ (R + k) ·
/// rate / (m · days). Missing tests, and those still to come, count as having found nothing, so that an alert is
/// decided at once and never withdrawn. Each rejected p-value is at most its share times the rejections by then, which
/// is all that the proof for positively dependent tests needs (Blanchard &amp; Roquain 2008; Zrnic, Ramdas &amp; Jordan
/// 2021), and with the shares divided by 1 + 1/2 + … + 1/(m · days) the one for any dependence (Benjamini &amp;
/// Yekutieli 2001). A model whose alert is open is not tested: one drift counts once, and does not allow a false alarm
/// of another model.
/// </summary>
public static class FleetAlertRule
{
    /// <summary>
    /// Computes the alerts after a test; the state is unchanged when the test is repeated or late. The number of models
    /// matters on a day's first test only.
    /// </summary>
    public static FleetAlertState Decide(FleetAlertOptions options, FleetAlertState state, DriftTest test, long models)
    {
        if (state.Day is null || test.Day > state.Day) state = Begin(options, state, test.Day, models);
        if (test.IsOver) return End(state, test);
        var isOpen = state.Open.Any(alert => alert.ModelId == test.ModelId);
        var isKnown = state.Today.Any(known => known.ModelId == test.ModelId);
        // A test whose day is over when it arrives is ignored: the model has another one every day.
        if (isOpen || isKnown || test.Day < state.Day || state.Open.Length == FleetAlertState.OpenMax) return state;
        // Too large, whatever other tests may come today.
        if (test.PValue > Level(options, state, FleetAlertState.OpenMax)) return state;
        return Raise(options, Remember(state, test));
    }

    /// <summary>Computes the largest p-value allowed among the next <paramref name="next"/> smallest ones.</summary>
    internal static double Level(FleetAlertOptions options, FleetAlertState state, int next)
    {
        if (options.Procedure == FleetProcedure.None) return 1;
        var tests = (double)Math.Max(1, state.Models) * options.PeriodDays;
        var share = options.FalseDiscoveryRate / tests;
        if (options.Procedure == FleetProcedure.BenjaminiYekutieli) share /= Harmonic(tests);
        return Math.Min(1, (state.Found + next) * share);
    }

    private static FleetAlertState Begin(
        FleetAlertOptions options, FleetAlertState state, DateOnly day, long models) => state with
    {
        Day = day,
        Models = models,
        // Days on which no model reported were tested as well.
        Tests = state.Tests + models * (day.DayNumber - (state.Day?.DayNumber ?? day.DayNumber - 1)),
        Found = state.Day?.DayNumber / options.PeriodDays == day.DayNumber / options.PeriodDays ? state.Found : 0,
        Today = [],
    };

    // A drift that is over is kept for its day: an earlier report of it may arrive again, or only now.
    private static FleetAlertState End(FleetAlertState state, DriftTest over)
    {
        if (state.Today.Any(known => known.ModelId == over.ModelId && known.At >= over.At)) return state;
        var isOpen = state.Open.Any(alert => alert.ModelId == over.ModelId && alert.At < over.At);
        if (isOpen) state = state with { Open = state.Open.RemoveAll(alert => alert.ModelId == over.ModelId) };
        return over.Day < state.Day ? state : Remember(state, over);
    }

    private static FleetAlertState Remember(FleetAlertState state, DriftTest test) => state with
    {
        Today =
        [
            .. state.Today.Where(known => known.ModelId != test.ModelId).Append(test)
                .OrderBy(known => known.IsOver).ThenBy(known => known.PValue).Take(FleetAlertState.TodayMax),
        ],
    };

    private static FleetAlertState Raise(FleetAlertOptions options, FleetAlertState state)
    {
        var room = FleetAlertState.OpenMax - state.Open.Length;
        var most = Math.Min(room, state.Today.Count(known => !known.IsOver));
        var count = most;
        while (count > 0 && state.Today[count - 1].PValue > Level(options, state, count)) count--;
        if (count == 0) return state;
        var level = Level(options, state, count);
        var raised = state.Today.Take(count).Select(test => new DriftAlert(
            test.ModelId, test.At, test.Severity, test.Text, test.PValue, level, state.Tests, Told: false));
        return state with
        {
            Found = state.Found + count,
            Today = state.Today.RemoveRange(0, count),
            Open = [.. state.Open, .. raised],
        };
    }

    // Euler and Maclaurin; the terms left out are below 1 / (120 n⁴).
    private static double Harmonic(double count) => Math.Log(count) + 0.57721566490153286 + 1 / (2 * count)
        - 1 / (12 * count * count);
}
