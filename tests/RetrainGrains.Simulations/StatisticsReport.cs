using System.Text.Json;
using System.Text.Json.Serialization;
using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Simulations;

/// <summary>The measured rates. The JSON property names are part of the command's interface.</summary>
public sealed record StatisticsReport(
    int Format, int Seed, double Effort, ImmutableArray<FalseAlarms> FalseAlarms, ImmutableArray<DetectionPower> Power,
    ImmutableArray<RunLengths> RunLengths, ImmutableArray<Estimates> Estimates, ImmutableArray<FleetAlarms> Fleet)
{
    public ImmutableArray<WholeComparisons> Whole { get; init; } = [];
    public ImmutableArray<KindPower> Kinds { get; init; } = [];

    public const int CurrentFormat = 1;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    [JsonIgnore]
    public int Broken =>
        FalseAlarms.Count(row => !row.Default.Holds) + RunLengths.Count(row => !row.Holds)
        + Fleet.Count(row => !row.Holds) + Whole.Count(row => !row.Whole.Holds)
        + Kinds.Count(row => row is { Kind: DriftKind.Nothing, Found.Holds: false });

    public string ToJson() => JsonSerializer.Serialize(this, Options) + "\n";

    internal static StatisticsReport Measure(
        SimulationOptions options, IProgress<PhaseProgress> progress, CancellationToken cancellation)
    {
        var (effort, seed) = (options.Effort, options.Seed);
        return new StatisticsReport(
            CurrentFormat, seed, effort,
            Each("false alarms", Simulations.FalseAlarms.Cells, cell => (FalseAlarms[])
                [Simulations.FalseAlarms.Measure(cell.Shape, cell.Rows, cell.Features, effort, seed, cancellation)]),
            Each("detection", DetectionPower.Cells, rows => DetectionPower.Measure(rows, effort, seed, cancellation)),
            Each("run lengths", Enum.GetValues<SimulatedStream>(), stream => (RunLengths[])
                [Simulations.RunLengths.Measure(stream, effort, seed, cancellation)]),
            Each("estimates", Enum.GetValues<Change>(), change =>
                Simulations.Estimates.Measure(change, effort, seed, cancellation)),
            Each("fleet", FleetAlarms.Cells, cell =>
                FleetAlarms.Measure(cell.Noise, cell.QuietDays, effort, seed, cancellation)))
        {
            Whole = Each("whole comparisons", WholeComparisons.Cells, cell => (WholeComparisons[])
                [WholeComparisons.Measure(cell.Reference, cell.Current, effort, seed, cancellation)]),
            Kinds = Each("kinds of drift", Enum.GetValues<DriftKind>(), kind =>
                KindPower.Measure(kind, effort, seed, cancellation)),
        };

        ImmutableArray<TResult> Each<TCell, TResult>(
            string phase, IEnumerable<TCell> cells, Func<TCell, IEnumerable<TResult>> measure)
        {
            TCell[] all = [.. cells];
            var results = ImmutableArray.CreateBuilder<TResult>();
            for (var done = 0; done < all.Length; done++)
            {
                progress.Report(new PhaseProgress(phase, done, all.Length));
                results.AddRange(measure(all[done]));
            }
            progress.Report(new PhaseProgress(phase, all.Length, all.Length));
            return results.ToImmutable();
        }
    }
}
