using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Sources.Guessing;

/// <summary>Adds to a guessed source the features of earlier rows and of the calendar that pay.</summary>
internal static class SourceTuner
{
    // Distances of rows that are the usual one: less, and rows come when they come.
    private const double RegularShare = 0.9;

    // A column of few values, each of many rows, tells rows that belong together.
    private const int GroupColumnsMax = 4;
    private const int RowsOfAGroup = 20;
    private static readonly ImmutableArray<string> NamesOfThings = ["id", "no", "code"];

    /// <summary>
    /// Returns the source with them; as it is, with a doubt, where there are too few rows to try them.
    /// </summary>
    public static GuessedSource Tune(
        GuessedSource plain, Table table, string path, GuessHints hints, List<string> doubts)
    {
        var (basis, leftOut) = Basis(plain, hints);
        var countsRows = !IsRegular(table, basis.Step);
        var groups = DerivedCandidates.Of(
            basis, hints.Target, countsRows, basis.Key.IsEmpty ? [] : GroupColumns(basis, hints));
        var whole = basis with { Derived = [.. groups.SelectMany(group => group.Features)] };
        if (Load(whole, path, hints.Period, doubts) is not { } stream) return plain;
        if (FeatureTrial.Of(stream) is not { } trial)
        {
            doubts.Add("too few rows to try lags, means and the calendar: only columns are features");
            return plain;
        }
        var choice = new FeatureChoice(trial);
        var (derived, harmful) = choice.Choose(
            [.. basis.Features.Used.Select(feature => feature.Name)], groups);
        var used = basis.Features.Used.RemoveAll(feature => harmful.Contains(feature.Name));
        if (used.IsEmpty && derived.IsEmpty) return plain;
        return basis with
        {
            Features = new GuessedFeatures(
                used, [.. plain.Features.LeftOut, .. leftOut, .. harmful.Select(name => $"{name} (it does harm)")]),
            Derived = derived,
            Tried = [.. choice.Told()],
        };
    }

    // The calendar takes the place of its columns, and changes that of levels.
    private static (GuessedSource Basis, ImmutableArray<string> LeftOut) Basis(GuessedSource plain, GuessHints hints)
    {
        var leftOut = ImmutableArray.CreateBuilder<string>();
        bool Stays(GuessedFeature feature)
        {
            if (hints.With.Contains(feature.Name)) return true;
            var column = plain.File.Find(feature.Name)!;
            var reason = plain.Time.Parts.Contains(feature.Name) ? "the calendar is tried in its place"
                : plain.Key.IsEmpty && column.OnlyGrows ? "it only grows: what comes was never seen"
                : plain.Measure != TargetMeasure.Value && feature.Categories.IsEmpty
                    ? "its changes are tried in its place"
                : null;
            if (reason is not null) leftOut.Add($"{feature.Name} ({reason})");
            return reason is null;
        }
        var used = plain.Features.Used.Where(Stays).ToImmutableArray();
        return (plain with { Features = plain.Features with { Used = used } }, leftOut.ToImmutable());
    }

    private static ObservationStream? Load(
        GuessedSource draft, string path, Period period, List<string> doubts)
    {
        var problems = new List<Problem>();
        var (source, wrong) = SourceReader.Read(draft.ToJson());
        problems.AddRange(wrong);
        var table = source is null ? null : new TableReader(source).Read(path, problems);
        var stream = table is null ? null
            : StreamBuilder.Build(source!, "trial", table, period, path, problems);
        if (stream is null && problems.Count > 0)
            doubts.Add($"lags, means and the calendar could not be tried: {problems[0]}");
        return stream;
    }

    private static bool IsRegular(Table table, TimeSpan step)
    {
        var distances = table.Times.Zip(table.Times.Skip(1), (before, after) => after - before)
            .Where(distance => distance > 0).ToArray();
        return distances.Count(distance => distance == step.Ticks) >= RegularShare * distances.Length;
    }

    private static IEnumerable<string> GroupColumns(GuessedSource draft, GuessHints hints) =>
        draft.File.Columns.Where(column => !draft.Key.Contains(column.Name) && column.Name != hints.Target
            && draft.Features.Used.Any(feature => feature.Name == column.Name)
            && (column.IsNumeric(draft.File.DecimalComma)
                ? column.IsWhole && IsName(column.Name) : !column.HasTooManyTexts)
            && column.DistinctCount * RowsOfAGroup <= draft.File.Rows).Select(column => column.Name)
            .Take(GroupColumnsMax);

    // Numbers that stand for things are called so.
    private static bool IsName(string name) =>
        NamesOfThings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
}
