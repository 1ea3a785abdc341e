using RetrainGrains.Domain.FleetAlerts;
using RetrainGrains.Statistics.Multiplicity;

namespace RetrainGrains.Simulations;

/// <summary>
/// The drift alarms that people hear of a thousand models, by procedure: which share of a month's is false on average,
/// against what is stated, which of all, and how many of the drifting models are told of, how many days after.
/// </summary>
public sealed record FleetAlarms(
    FleetNoise Noise, int QuietDays, string Procedure, double? Stated, int Runs, double FalseInMonth,
    double StandardError, double FalseInAll, double Found, double Days)
{
    private const int RunsAtEffortOne = 400;
    private const int RunsMin = 8;
    private const int MonthDays = 30;

    // The two-sided 99 % quantile of the normal distribution.
    private const double Deviations = 2.576;

    private static readonly FleetAlertOptions Default = new();

    private static readonly ImmutableArray<(string Name, double? Stated, Func<FleetListener> Create)> Procedures =
    [
        ("each model's own rate", null, () => new RuleListener(Default with { Procedure = FleetProcedure.None })),
        ("default", Default.FalseDiscoveryRate, () => new RuleListener(Default)),
        ("any dependence", Default.FalseDiscoveryRate,
            () => new RuleListener(Default with { Procedure = FleetProcedure.BenjaminiYekutieli })),
        ("default, for each day", null, () => new RuleListener(Default with { PeriodDays = 1 })),
        ("LORD++", null, () => new OnlineListener(LordPlusPlus.Start(Default.FalseDiscoveryRate))),
        ("LOND", null, () => new OnlineListener(Lond.Start(Default.FalseDiscoveryRate))),
        ("e-LOND", null, () => new EValueListener(Default.FalseDiscoveryRate)),
    ];

    public static IEnumerable<(FleetNoise Noise, int QuietDays)> Cells =>
    [
        .. Enum.GetValues<FleetNoise>().Select(noise => (noise, MonthDays)),
        (FleetNoise.OverlappingWindows, 12 * MonthDays),
    ];

    /// <summary>True where the stated rate is within the 99 % band of the measured one.</summary>
    public bool Holds => Stated is not { } stated || FalseInMonth - Deviations * StandardError <= stated;

    public static IEnumerable<FleetAlarms> Measure(
        FleetNoise noise, int quietDays, double effort, int seed, CancellationToken cancellation)
    {
        var runs = (int)Math.Max(RunsMin, effort * RunsAtEffortOne * 2 * MonthDays / (quietDays + MonthDays));
        var heard = new Tally[runs][];
        Parallel.For(0, runs, Workers.ForEachProcessor(cancellation), run =>
            heard[run] = Run(noise, quietDays, Seeds.Of(seed, (int)noise, quietDays, run)));
        return Procedures.Select((procedure, index) =>
        {
            double[] months = [.. heard.SelectMany(run => run[index].FalseByMonth)];
            var (mean, drifting) = (months.Average(), (double)heard.Sum(run => run[index].Found));
            var variance = months.Sum(share => (share - mean) * (share - mean)) / (months.Length - 1);
            return new FleetAlarms(
                noise, quietDays, procedure.Name, procedure.Stated, runs, mean, Math.Sqrt(variance / months.Length),
                heard.Average(run => run[index].FalseInAll), drifting / (runs * Tally.Drifting),
                drifting == 0 ? 0 : heard.Sum(run => run[index].DaysToAll) / drifting);
        });
    }

    private static Tally[] Run(FleetNoise noise, int quietDays, int seed)
    {
        var fleet = new SimulatedFleet(noise, quietDays, seed);
        FleetListener[] listeners = [.. Procedures.Select(procedure => procedure.Create())];
        Tally[] tallies = [.. listeners.Select(_ => new Tally(quietDays))];
        for (var day = 0; day < quietDays + SimulatedFleet.DriftDays; day++)
        {
            var pValues = fleet.NextDay();
            for (var i = 0; i < listeners.Length; i++) tallies[i].Add(day, listeners[i].Hear(day, pValues));
        }
        return tallies;
    }

    private sealed class Tally(int quietDays)
    {
        public static readonly int Drifting = Enumerable.Range(0, SimulatedFleet.Models).Count(SimulatedFleet.Drifts);

        private readonly int[] all = new int[(quietDays + SimulatedFleet.DriftDays) / MonthDays];
        private readonly int[] wrong = new int[(quietDays + SimulatedFleet.DriftDays) / MonthDays];
        private readonly HashSet<int> found = [];

        public IEnumerable<double> FalseByMonth => wrong.Zip(all, Share);
        public double FalseInAll => Share(wrong.Sum(), all.Sum());
        public int Found => found.Count;
        public double DaysToAll { get; private set; }

        public void Add(int day, List<int> models)
        {
            foreach (var model in models)
            {
                all[day / MonthDays]++;
                if (day < quietDays || !SimulatedFleet.Drifts(model)) wrong[day / MonthDays]++;
                else if (found.Add(model)) DaysToAll += day - quietDays;
            }
        }

        private static double Share(int part, int whole) => part == 0 ? 0 : (double)part / whole;
    }
}
