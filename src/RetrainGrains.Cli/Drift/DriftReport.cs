using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Statistics.Profiles;

namespace RetrainGrains.Cli.Drift;

/// <summary>The answer of a comparison.</summary>
public enum DriftVerdict
{
    NoDrift = 0,
    Drift = 1,
    CannotBeCompared = 2,
}

/// <summary>
/// The findings of a comparison, the most drifted column first. The JSON property names are part of the command's
/// interface.
/// </summary>
public sealed record DriftReport(
    int Format, string Profile, int Seed, SampledRows Reference, SampledRows Current,
    ImmutableArray<ColumnDrift> Columns, ImmutableArray<LeftOutColumn> LeftOut, Reconstruction? Reconstruction,
    DomainClassifier Classifier)
{
    private const int CurrentFormat = 1;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        // A divergence may be infinite.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public int DriftedColumns => Columns.Count(column => column.Drifted == true);

    /// <summary>
    /// The columns about which nothing can be said, so that without drift elsewhere the answer is open.
    /// </summary>
    public IEnumerable<LeftOutColumn> NotCompared => LeftOut.Where(column => column.LeavesOpen);

    /// <summary>The answer: drift where there is any; no drift only where every column was compared.</summary>
    public DriftVerdict Verdict => Drifted ? DriftVerdict.Drift
        : NotCompared.Any() ? DriftVerdict.CannotBeCompared
        : DriftVerdict.NoDrift;

    public bool Drifted => DriftedColumns > 0 || Reconstruction is { Drifted: true } || Classifier.Drifted;

    public string ToJson() => JsonSerializer.Serialize(this, Options) + "\n";

    internal static (DriftReport? Report, Problem? Problem) Measure(
        DriftOptions options, DriftInput input, IProgress<PhaseProgress> progress,
        CancellationToken cancellation)
    {
        var samples = input.Samples;
        var (columns, leftOut) = input.Tool is { } tool
            ? Compare(tool, samples, options.Threshold)
            : Compare(samples, options.RowsPerIndependentRow);
        var (classifier, problem) = DomainClassifier.Of(
            samples, options.Seed, options.RowsPerIndependentRow, progress, cancellation);
        if (classifier is null) return (null, problem);
        progress.Report(new PhaseProgress("drawing windows", 0, 1));
        var rebuilt = input.Tool is null
            ? Drift.Reconstruction.Guarded(samples, options.Seed, options.RowsPerIndependentRow, cancellation)
            : Drift.Reconstruction.Of(samples);
        progress.Report(new PhaseProgress("drawing windows", 1, 1));
        return (new DriftReport(
            CurrentFormat, options.Profile, options.Seed, samples.Reference, samples.Current,
            [.. columns.OrderByDescending(column => column.Drifted).ThenByDescending(column => column.Excess)],
            [.. samples.LeftOut, .. leftOut], rebuilt, classifier), null);
    }

    private static (ImmutableArray<ColumnDrift> Columns, ImmutableArray<LeftOutColumn> LeftOut) Compare(
        ComparedSamples samples, double rowsPerIndependentRow)
    {
        var compared = GuardedComparison.Of(samples, rowsPerIndependentRow);
        var silent = samples.Columns.Select(column => column.Name).Except(compared.Select(column => column.Column));
        return (compared, [.. silent.Select(name => new LeftOutColumn(name, "too few values on one side"))]);
    }

    private static (ImmutableArray<ColumnDrift> Columns, ImmutableArray<LeftOutColumn> LeftOut) Compare(
        DriftProfile tool, ComparedSamples samples, double? threshold)
    {
        var compared = samples.Columns.Select(column => ColumnComparison.Of(tool, column, threshold)).ToArray();
        return (
            [.. compared.Select(one => one.Drift).OfType<ColumnDrift>()],
            [.. compared.Select(one => one.LeftOut).OfType<LeftOutColumn>()]);
    }
}
