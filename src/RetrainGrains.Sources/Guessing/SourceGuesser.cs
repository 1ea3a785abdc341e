using MathNet.Numerics.Statistics;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Sources.Guessing;

/// <summary>Makes a source file by looking at the data: whoever brings a file need not know the format.</summary>
public static class SourceGuesser
{
    // What goes so closely with the target is often a part of it, which nobody knows beforehand.
    private const double SuspiciousCorrelation = 0.95;
    private const int CorrelatedRowsMin = 20;

    private const int KeyCandidatesMax = 8;
    private const int SecretRoundsMax = 5;
    private const int WarmUpRowsMin = 300;

    private static readonly TimeSpan StepOfOneMoment = TimeSpan.FromHours(1);

    /// <summary>Guesses the source of a file; null, with all problems, where that cannot be done.</summary>
    public static SourceGuess? Guess(string path, GuessHints hints, DateTimeOffset now, List<Problem> problems)
    {
        if (FileProfile.Read(path, hints.Delimiter, problems) is not { } file) return null;
        problems.AddRange(Unknown(file, hints));
        if (problems.Count > 0) return null;
        var doubts = new List<string>(file.Notes);
        if (file.FilledLines > 0)
        {
            doubts.Add($"lines with fewer cells than column names: {file.FilledLines:N0}; the last ones count as "
                + "missing");
        }
        var time = TimeGuesser.Guess(file, hints, now, doubts, problems);
        var target = TargetGuesser.Guess(file, hints, doubts, problems);
        if (time is null || target is null) return null;
        var features = FeatureGuesser.Guess(file, hints, time, doubts);
        if (features.Used.Length is 0 or > FeatureSchema.FeaturesMax)
        {
            problems.Add(Problem.Of(path, features.Used.Length, $"must have 1 to {FeatureSchema.FeaturesMax} columns "
                + $"that can be features; left out: {GuessText.Names(features.LeftOut)}"));
            return null;
        }
        var draft = new GuessedSource(Path.GetFileName(path), file, time, target, features)
        {
            Key = hints.Key, Step = StepOfOneMoment,
        };
        if (Read(draft, path, problems) is not { } table) return null;
        if (hints.Key.IsEmpty && table.Counters.Duplicates > 0)
            (draft, table) = WithKey(draft, table, path, hints, doubts, problems);
        var step = table.MostFrequentStep() ?? StepOfOneMoment;
        draft = draft with
        {
            Step = step,
            // A change is one from the row's own value.
            Horizon = hints.Horizon ?? (hints.Measure == TargetMeasure.Value ? TimeSpan.Zero : step),
            Measure = hints.Measure,
        };
        problems.AddRange(SourceReader.Read(draft.ToJson()).Problems);
        if (problems.Count > 0) return null;
        draft = WithWarmUp(WithoutSecrets(draft, table, hints), table, hints);
        if (hints.Derives) draft = SourceTuner.Tune(draft, table, path, hints, doubts);
        if (draft.Measure == TargetMeasure.Value) doubts.AddRange(Suspicious(draft, table));
        return draft.ToGuess(table, doubts);
    }

    // What gives the target away is left out, again and again, for it may hide behind other columns.
    private static GuessedSource WithoutSecrets(GuessedSource draft, Table table, GuessHints hints)
    {
        for (var round = 0; round < SecretRoundsMax; round++)
        {
            var columns = new FeatureColumns(draft.Source, table, draft.Step);
            int[] rows = [.. Enumerable.Range(0, table.Count)];
            var found = GiveAway.Find(draft.Source, table, columns.Compute(_ => true), columns.Outcomes, rows)
                .Select(one => (Names: one.Names.Except(hints.With).ToArray(), one.Sentence))
                .Where(one => one.Names.Length > 0).ToArray();
            var names = found.SelectMany(one => one.Names).ToArray();
            var left = draft.Features.Used.RemoveAll(feature => names.Contains(feature.Name));
            if (names.Length == 0 || left.IsEmpty) break;
            draft = draft with
            {
                Features = new GuessedFeatures(left,
                [
                    .. draft.Features.LeftOut, .. found.Select(one =>
                        $"{string.Join(", ", one.Names)} ({one.Sentence}; --with {one.Names[0]} keeps it)"),
                ]),
            };
        }
        return draft;
    }

    // A year of history has seen each season.
    private static GuessedSource WithWarmUp(GuessedSource draft, Table table, GuessHints hints)
    {
        var zone = draft.Source.Time.Zone;
        long[] times =
        [
            .. table.Times.Where(ticks => hints.Period.Contains(new DateTimeOffset(ticks, TimeSpan.Zero), zone)),
        ];
        if (times.Length == 0) return draft;
        var year = TimeSpan.FromDays(365);
        if (times[^1] - times[0] < 2 * year.Ticks) return draft;
        return times.Count(ticks => ticks < times[0] + year.Ticks) < WarmUpRowsMin
            ? draft : draft with { WarmUp = "\"warmUp\": \"365d\"" };
    }

    private static IEnumerable<Problem> Unknown(FileProfile file, GuessHints hints)
    {
        (string Option, string?[] Names)[] named =
        [
            ("--target", [hints.Target]), ("--time", [hints.Time]), ("--key", [.. hints.Key]),
            ("--without", [.. hints.Without]), ("--with", [.. hints.With]),
        ];
        return named.SelectMany(one => one.Names.OfType<string>().Where(name => file.Find(name) is null)
            .Select(name => Problem.Of(one.Option, name, $"must be a column; there are {file.Names}")));
    }

    private static Table? Read(GuessedSource draft, string path, List<Problem> problems)
    {
        var (source, wrong) = SourceReader.Read(draft.ToJson());
        problems.AddRange(wrong);
        return source is null ? null : new TableReader(source).Read(path, problems);
    }

    // Rows of one time are told apart by a column of names, or of numbers that stand for them.
    private static (GuessedSource Draft, Table Table) WithKey(
        GuessedSource draft, Table table, string path, GuessHints hints, List<string> doubts, List<Problem> problems)
    {
        var candidates = draft.Features.Used.Where(feature => !feature.Categories.IsEmpty)
            .Concat(draft.Features.Used.Where(feature => draft.File.Find(feature.Name) is
                { IsWhole: true, Times.Count: 0 })).Select(feature => feature.Name).Distinct()
            .Except(hints.Without).Take(KeyCandidatesMax);
        foreach (var name in candidates)
        {
            var keyed = draft with { Key = [name] };
            var found = new List<Problem>();
            if (Read(keyed, path, found) is { Counters.Duplicates: 0 } whole) return (keyed, whole);
        }
        doubts.Add($"{table.Counters.Duplicates:N0} rows have the time of an earlier one and are left out: "
            + "--key names the columns that tell them apart, several times for several");
        return (draft, table);
    }

    private static IEnumerable<string> Suspicious(GuessedSource draft, Table table)
    {
        if (draft.Target.Task == PredictionTask.MulticlassClassification) yield break;
        var target = table.Numbers(draft.Source.Target.Column);
        foreach (var feature in draft.Features.Used.Where(feature => feature.Categories.IsEmpty))
        {
            var known = table.Numbers(feature.Name).Zip(target)
                .Where(pair => !double.IsNaN(pair.First) && !double.IsNaN(pair.Second)).ToArray();
            if (known.Length < CorrelatedRowsMin) continue;
            var correlation = Correlation.Pearson(
                known.Select(pair => pair.First), known.Select(pair => pair.Second));
            // NaN where one of them does not vary.
            if (!(Math.Abs(correlation) >= SuspiciousCorrelation)) continue;
            yield return $"{feature.Name} goes closely with the target (correlation "
                + $"{correlation.ToString("0.00", CultureInfo.InvariantCulture)}): where it is not known when a "
                + $"prediction is made, --without {feature.Name}";
        }
    }
}
