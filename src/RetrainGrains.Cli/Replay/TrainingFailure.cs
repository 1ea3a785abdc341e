using System.Text.RegularExpressions;

namespace RetrainGrains.Cli.Replay;

/// <summary>
/// A kind of failed trainings: a recipe, or null where a whole run was lost, and the reason, with how often and when.
/// </summary>
public sealed record TrainingFailure(
    string? Recipe, string Reason, int Count, DateTimeOffset First, DateTimeOffset Last)
{
    public override string ToString() => $"{(Recipe is null ? "" : $"{Recipe}: ")}{Reason}";
}

/// <summary>
/// Counts failed trainings by their kinds: a recipe's reasons that differ in nothing but numbers are one kind.
/// </summary>
internal sealed partial class FailureCounts
{
    // A reason that is never the same twice must not fill the report.
    private const int KindsMax = 100;

    private readonly Dictionary<string, TrainingFailure> kinds = [];

    /// <summary>The kinds, the most frequent first.</summary>
    public ImmutableArray<TrainingFailure> Kinds =>
        [.. kinds.Values.OrderByDescending(kind => kind.Count).ThenBy(kind => kind.First)];

    public int Total { get; private set; }

    /// <summary>Counts a failure as the ledger tells it; returns it when it is the first of its kind.</summary>
    public TrainingFailure? Add(string failure, DateTimeOffset at)
    {
        Total++;
        var parts = failure.Split(": ", 2);
        var (recipe, reason) = parts.Length == 2 && parts[0].Contains('/') ? (parts[0], parts[1]) : (null, failure);
        var key = $"{recipe}: {Numbers().Replace(reason, "#")}";
        if (kinds.TryGetValue(key, out var known))
        {
            kinds[key] = known with { Reason = reason, Count = known.Count + 1, Last = at };
            return null;
        }
        if (kinds.Count == KindsMax) return null;
        return kinds[key] = new TrainingFailure(recipe, reason, 1, at, at);
    }

    [GeneratedRegex(@"[-−]?\d+([.,]\d+)*([eE][-+]?\d+)?")]
    private static partial Regex Numbers();
}
