using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Triggers;

/// <summary>
/// Changes of the facts under which the decision would have been the other one. It is tried on the facts before it is
/// told, so that nothing is told that is not so.
/// </summary>
internal sealed record Counterfactual(TriggerDecision Decision, DateTimeOffset Now, ImmutableArray<WhatIf> Changes)
{
    /// <summary>Flips that are told; a person acts on the nearest.</summary>
    public const int ToldMax = 3;

    // Each try is a decision; a check with hundreds of signals in its rules stays cheap.
    private const int TriedMax = 32;

    // What takes more changes than this is no counterfactual that anybody could follow.
    private const int ChangesMax = 6;

    /// <summary>"would retrain from … on, by age, if … and …".</summary>
    public string Text
    {
        get
        {
            var clocks = Changes.Where(change => change.By is not null).ToArray();
            var ifs = Changes.Where(change => change.By is null).Select(Clause).Distinct().ToArray();
            var from = clocks.Length == 0 ? "" : $" from {Formatted.Moment(clocks.Max(change => change.By!.Value))} on, "
                + string.Join(" and ", clocks.Select(change => change.Words)) + (ifs.Length > 0 ? "," : "");
            return (Decision.Retrain ? "would wait" : "would retrain") + from
                + (ifs.Length > 0 ? $" if {string.Join(" and ", ifs)}" : "");
        }
    }

    public TriggerFacts Apply(TriggerFacts facts) => Changes.Aggregate(facts, (known, change) => change.Apply(known));

    /// <summary>The nearest flips, nearest first; none of them asks for more than another one does.</summary>
    public static IReadOnlyList<Counterfactual> Nearest(TriggerPolicies policy, TriggerFacts facts, TriggerDecision decision)
    {
        var verdicts = RuleVerdict.All(policy, facts);
        var ways = decision.Retrain ? WaysToWait(verdicts) : WaysToRetrain(verdicts);
        var told = new List<Counterfactual>();
        foreach (var way in ways.OrderBy(way => way.Distance).Take(TriedMax))
        {
            if (told.Count == ToldMax) break;
            if (Complete(policy, facts, decision, way) is { } flip && !told.Any(flip.Contains)) told.Add(flip);
        }
        return told;
    }

    private bool Contains(Counterfactual other) =>
        other.Changes.All(change => Changes.Any(mine => mine.Words == change.Words));

    private string Clause(WhatIf change) =>
        change.At is { } moment ? $"{change.Words} (in {Formatted.Days(moment - Now)})" : change.Words;

    // Where a rule holds already, only guards are in the way; else each rule may be made to hold.
    private static IEnumerable<CounterfactualPath> WaysToRetrain(ImmutableArray<RuleVerdict> verdicts) =>
        verdicts.Any(verdict => verdict.Holds)
            ? [CounterfactualPath.None]
            : verdicts.SelectMany(verdict => CounterfactualPath.To(verdict, verdict.Condition, holds: true));

    // Every rule that holds has to be undone.
    private static IEnumerable<CounterfactualPath> WaysToWait(ImmutableArray<RuleVerdict> verdicts)
    {
        var whole = CounterfactualPath.None;
        foreach (var verdict in verdicts.Where(verdict => verdict.Holds))
        {
            if (CounterfactualPath.To(verdict, verdict.Condition, holds: false).MinBy(way => way.Distance) is not { } way) return [];
            whole = whole.And(way);
        }
        return [whole];
    }

    // Adds what lifts the guards that are then still in the way, and leaves out what is not needed.
    private static Counterfactual? Complete(TriggerPolicies policy, TriggerFacts facts, TriggerDecision decision, CounterfactualPath way)
    {
        var changes = ImmutableArray.CreateBuilder<WhatIf>();
        var queue = new Queue<WhatIf>(way.Changes);
        var known = facts;
        while (changes.Count <= ChangesMax)
        {
            if (RetrainTrigger.Decide(policy, known).Retrain != decision.Retrain)
            {
                return new Counterfactual(decision, facts.Now, changes.ToImmutable());
            }
            if (queue.Count == 0 && !decision.Retrain)
            {
                var verdicts = RuleVerdict.All(policy, known);
                foreach (var guard in RunGuards.Of(policy.Triggers, known, verdicts)) queue.Enqueue(guard.Lift);
            }
            if (!queue.TryDequeue(out var next)) return null;
            known = next.Apply(known);
            changes.Add(next);
        }
        return null;
    }

    /// <summary>Changes that together make a condition hold, or not.</summary>
    private sealed record CounterfactualPath(ImmutableArray<WhatIf> Changes, double Distance)
    {
        public static readonly CounterfactualPath None = new([], 0);

        public static IEnumerable<CounterfactualPath> To(RuleVerdict verdict, Condition condition, bool holds)
        {
            if (verdict.IsMet(condition) == holds) return [None];
            return condition switch
            {
                SignalCondition signal when holds => verdict.About(signal)
                    .Where(reading => reading.Severity >= signal.AtLeast && reading.ToFire is not null)
                    .Select(reading => new CounterfactualPath([reading.ToFire!], reading.Distance)),
                SignalCondition signal => Silence(verdict.About(signal)
                    .Where(reading => RuleVerdict.Counts(signal, reading))),
                CountCondition count => Enough(
                    count.Parts.Select(part => To(verdict, part, holds).OrderBy(way => way.Distance).ToArray()),
                    holds ? count.Needed : count.Parts.Length - count.Needed + 1),
                _ => throw new ArgumentOutOfRangeException(nameof(condition), condition, "is no condition"),
            };
        }

        public CounterfactualPath And(CounterfactualPath other) =>
            new([.. Changes.Concat(other.Changes).DistinctBy(change => change.Words)], Distance + other.Distance);

        private static IEnumerable<CounterfactualPath> Silence(IEnumerable<SignalReport> fired)
        {
            var rests = fired.Select(reading => reading.ToRest).ToArray();
            return rests.Contains(null) ? [] : [new CounterfactualPath([.. rests.OfType<WhatIf>()], rests.Length)];
        }

        // One part that is enough gives a way each; of several the nearest are taken together.
        private static IEnumerable<CounterfactualPath> Enough(IEnumerable<CounterfactualPath[]> parts, int needed)
        {
            var possible = parts.Where(ways => ways.Length > 0).OrderBy(ways => ways[0].Distance).ToArray();
            if (needed == 1) return possible.SelectMany(ways => ways);
            return possible.Length < needed
                ? []
                : [possible.Take(needed).Aggregate(None, (whole, ways) => whole.And(ways[0]))];
        }
    }
}
