namespace RetrainGrains.Statistics.Profiles;

/// <summary>
/// A drift tool's definitions under its name: bins, logarithms, empty bins, thresholds. Scores of the same name differ
/// between tools by factors; a limit that was tuned with one of them only means something with its definition.
/// </summary>
public sealed class DriftProfile
{
    private readonly Func<double, bool> isMissing;
    private readonly Func<ColumnPair, ProfileStatistic> choose;
    private readonly ImmutableArray<StatisticDefinition> definitions;

    internal DriftProfile(
        string name, Func<double, bool> isMissing, Func<ColumnPair, ProfileStatistic> choose,
        params ImmutableArray<StatisticDefinition> definitions) =>
        (Name, this.isMissing, this.choose, this.definitions) = (name, isMissing, choose, definitions);

    /// <summary>The profile of Evidently as of 2026-05 (evidently@a4aa4c2).</summary>
    public static DriftProfile Evidently { get; } = EvidentlyProfile.Create();

    /// <summary>
    /// The profile of NannyML as of 2025-07 (nannyml@4c86ee3). Thresholds come from chunks:
    /// <see cref="ChunkThreshold"/>.
    /// </summary>
    public static DriftProfile NannyMl { get; } = NannyMlProfile.Create();

    /// <summary>The profile of Frouros as of 2026-02 (frouros@c69d139). It leaves all thresholds to its user.</summary>
    public static DriftProfile Frouros { get; } = FrourosProfile.Create();

    public string Name { get; }

    /// <summary>
    /// The tool's own choice of a statistic, and its own threshold, unless they are given. Values that the tool takes
    /// for missing are left out.
    /// </summary>
    public ProfileReport Compare(
        ReadOnlySpan<double> reference, ReadOnlySpan<double> current, ColumnKind kind,
        ProfileStatistic? statistic = null, double? threshold = null)
    {
        var pair = new ColumnPair(
            Present(reference, nameof(reference)), Present(current, nameof(current)), kind);
        var definition = DefinitionOf(statistic ?? choose(pair), kind);
        var (value, pValue) = definition.Compute(pair);
        var limit = threshold ?? definition.Threshold;
        bool? drifted = limit is { } at ? definition.Drifts(pValue ?? value, at) : null;
        return new ProfileReport(definition.Statistic, value, pValue, limit, drifted);
    }

    private StatisticDefinition DefinitionOf(ProfileStatistic statistic, ColumnKind kind) =>
        definitions.FirstOrDefault(
            definition => definition.Statistic == statistic && (definition.Kind ?? kind) == kind)
        ?? throw new ArgumentException(
            $"statistic is {statistic}; {Name} has none of that name for {kind} columns", nameof(statistic));

    private double[] Present(ReadOnlySpan<double> column, string name)
    {
        double[] present = [.. column.ToArray().Where(value => !isMissing(value))];
        return present.Length > 0
            ? present
            : throw new ArgumentException($"{name} has {column.Length} values and all are missing", name);
    }
}
