namespace RetrainGrains.Domain.Triggers;

/// <summary>
/// A decision in words: each rule with what made it hold or not, what held a run back, and what would have changed the
/// decision. Lines are few and short enough for the ledger.
/// </summary>
public static class Explanation
{
    /// <summary>Lines of one explanation; what is beyond is counted in the last.</summary>
    public const int LinesMax = 40;

    /// <summary>Characters of a line; what is beyond is cut off.</summary>
    public const int LineMax = 400;

    private const int TextsMax = 3;

    public static ImmutableArray<string> Of(TriggerPolicies policy, TriggerFacts facts, TriggerDecision decision)
    {
        string[] lines =
        [
            .. Rules(RuleVerdict.All(policy, facts)),
            .. decision.HeldBack.Select(reason => $"held back: {reason}"),
            .. Counterfactual.Nearest(policy, facts, decision).Select(flip => flip.Text),
        ];
        var beyond = lines.Length - LinesMax;
        return
        [
            .. lines.Take(beyond > 0 ? LinesMax - 1 : LinesMax)
                .Select(line => line.Length <= LineMax ? line : line[..(LineMax - 1)] + "…"),
            .. beyond > 0 ? [$"… and {beyond + 1} more lines"] : Array.Empty<string>(),
        ];
    }

    private static IEnumerable<string> Rules(ImmutableArray<RuleVerdict> verdicts)
    {
        var speaking = verdicts.ToLookup(
            verdict => verdict.Condition.Signals.Any(signal => verdict.About(signal).Any()));
        foreach (var verdict in speaking[true])
        {
            foreach (var line in Tree(verdict, verdict.Condition, verdict.Name, depth: 0)) yield return line;
        }
        var silent = speaking[false].Where(verdict => !verdict.IsAlways).Select(verdict => verdict.Name).ToArray();
        if (silent.Length > 0) yield return $"nothing to judge: {string.Join(", ", silent)}";
    }

    private static IEnumerable<string> Tree(RuleVerdict verdict, Condition condition, string? name, int depth)
    {
        var mark = $"{new string(' ', 2 * depth)}{(verdict.IsMet(condition) ? '✓' : '✗')} ";
        if (condition is SignalCondition signal)
        {
            var label = name is null || signal.Signal == name ? $"{signal}" : $"{name}, {signal}";
            yield return $"{mark}{label}: {TextOf(verdict, signal)}";
        }
        else if (condition is CountCondition count)
        {
            yield return mark + (name is null ? count.Quantifier : $"{name}: {condition}");
            var parts = count.Parts.SelectMany(part => Tree(verdict, part, null, depth + 1));
            foreach (var line in parts) yield return line;
        }
    }

    // What fired severely enough, else what fired, else what is nearest to firing.
    private static string TextOf(RuleVerdict verdict, SignalCondition signal)
    {
        var about = verdict.About(signal).ToArray();
        var counting = about.Where(reading => RuleVerdict.Counts(signal, reading)).ToArray();
        if (counting.Length > 0)
        {
            var more = counting.Length > TextsMax ? $"; and {counting.Length - TextsMax} more" : "";
            return string.Join("; ", counting.Take(TextsMax).Select(reading => reading.Text)) + more;
        }
        var nearest = about.Where(reading => reading.Severity >= signal.AtLeast).MinBy(reading => reading.Distance);
        if (nearest is not null) return nearest.Text;
        return about.MaxBy(reading => reading.Severity) is { } milder
            ? $"{milder.Text} (that is {milder.Severity.ToString().ToLowerInvariant()} at most)"
            : "nothing to judge";
    }
}
