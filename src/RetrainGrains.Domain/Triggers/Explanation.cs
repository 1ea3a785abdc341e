namespace RetrainGrains.Domain.Triggers;

/// <summary>
/// The explanation of a decision in words: each rule with the signals that made it hold or not, the guards that held a
/// run back, and the counterfactuals. Lines are few and short enough for the ledger.
/// </summary>
public static class Explanation
{
    /// <summary>The largest number of lines of one explanation; the last line counts those left out.</summary>
    public const int LinesMax = 40;

    /// <summary>The largest number of characters of a line; longer ones are cut off.</summary>
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

    // The report that fired severely enough, else one that fired, else the one nearest to firing.
    private static string TextOf(RuleVerdict verdict, SignalCondition signal)
    {
        var about = verdict.About(signal).ToArray();
        var counting = about.Where(reading => RuleVerdict.Counts(signal, reading)).ToArray();
        if (counting.Length > 0)
        {
            var more = counting.Length > TextsMax ? $"; and {counting.Length - TextsMax} more" : "";
            return string.Join("; ", counting.Take(TextsMax).Select(reading => reading.Text)) + more;
        }
        var judged = about.Where(reading => !reading.NoVerdict).ToArray();
        string[] unjudged = [.. about.Where(reading => reading.NoVerdict).Select(reading => reading.Text)];
        var nearest = judged.Where(reading => reading.Severity >= signal.AtLeast).MinBy(reading => reading.Distance);
        var text = nearest?.Text ?? MildText(judged);
        return text is null && unjudged.Length == 0
            ? "nothing to judge"
            : string.Join("; ", unjudged.Take(TextsMax).Prepend(text).OfType<string>());
    }

    private static string? MildText(SignalReport[] judged) =>
        judged.MaxBy(reading => reading.Severity) is { } milder
            ? $"{milder.Text} (that is {milder.Severity.ToString().ToLowerInvariant()} at most)"
            : null;
}
