namespace RetrainGrains.Sources.Guessing;

/// <summary>
/// Chooses by trial: groups of computed features that lower the error stay, and columns that raise it go.
/// </summary>
internal sealed class FeatureChoice(FeatureTrial trial)
{
    // Less is chance, and a feature costs whoever has to compute it.
    private const double GainMin = 0.003;
    private const double HarmMin = 0.02;
    private const int ColumnsTriedMax = 24;

    private readonly List<string> kept = [];
    private readonly List<string> dropped = [];

    /// <summary>Returns the computed features and the columns that stay, and says what each was worth.</summary>
    public (ImmutableArray<DerivedFeature> Derived, ImmutableArray<string> Harmful) Choose(
        ImmutableArray<string> columns, ImmutableArray<FeatureGroup> groups)
    {
        var chosen = ImmutableArray.CreateBuilder<DerivedFeature>();
        string[] Names() => [.. columns, .. chosen.Select(feature => feature.Name)];
        var error = trial.Error(columns);
        foreach (var group in groups)
        {
            // With the last value at hand a model may predict the change.
            var holdsLast = group.Features.Any(feature => feature.IsLastValue);
            if (holdsLast && trial.AllowsChange) trial.Form = null;
            var without = error;
            var with = trial.Error([.. Names(), .. group.Features.Select(feature => feature.Name)]);
            // Policies measure themselves by the last value, and predict the change from it.
            var pays = holdsLast ? !without.IsBelow(with, HarmMin) : with.IsBelow(without, GainMin);
            (pays ? kept : dropped).Add($"{group.Told} ({Number(without)} → {Number(with)})");
            if (!pays)
            {
                if (holdsLast) trial.Form = FeatureTrial.WithoutLast;
                continue;
            }
            error = with;
            chosen.AddRange(group.Features);
        }
        return (chosen.ToImmutable(), Harmful(columns, Names, error));
    }

    /// <summary>The sentences about what was tried.</summary>
    public IEnumerable<(string Name, string Text)> Told()
    {
        yield return ("tried", $"models learned from up to {Whole(trial.Learned)} rows of the history and were asked "
            + $"of {Whole(trial.Asked)} later ones; their error is in brackets");
        if (kept.Count > 0) yield return ("pays", string.Join(", ", kept));
        if (dropped.Count > 0) yield return ("pays not", string.Join(", ", dropped));
    }

    private ImmutableArray<string> Harmful(ImmutableArray<string> columns, Func<string[]> names, TrialError error)
    {
        var harmful = ImmutableArray.CreateBuilder<string>();
        if (columns.Length > ColumnsTriedMax) return [];
        foreach (var column in columns)
        {
            string[] others = [.. names().Except(harmful).Where(name => name != column)];
            if (others.Length == 0) break;
            var without = trial.Error(others);
            if (!without.IsBelow(error, HarmMin)) continue;
            dropped.Add($"{column} ({Number(without)} → {Number(error)})");
            error = without;
            harmful.Add(column);
        }
        return harmful.ToImmutable();
    }

    private static string Whole(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Number(TrialError error) => error.Mean.ToString("G4", CultureInfo.InvariantCulture);
}
