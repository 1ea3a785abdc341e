using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Triggers;

/// <summary>
/// A counterfactual: changes of the facts under which the decision would have been the other one. It is verified on the
/// facts before it is reported, so that every reported one is true.
/// </summary>
internal sealed record Counterfactual(TriggerDecision Decision, DateTimeOffset Now, ImmutableArray<WhatIf> Changes)
{
    /// <summary>The number of counterfactuals that are reported; a person acts on the nearest.</summary>
    public const int ToldMax = 3;

    // Each try is a decision; a check with hundreds of signals in its rules stays cheap.
    private const int TriedMax = 32;

    // A counterfactual of more changes than this is too long to follow.
    private const int ChangesMax = 6;

    /// <summary>The text, such as "would retrain from … on, by age, if … and …".</summary>
    public string Text
    {
        get
        {
            var clocks = Changes.Where(change => change.By is not null).ToArray();
            var ifs = Changes.Where(change => change.By is null).Select(Clause).Distinct().ToArray();
            var from = clocks.Length == 0 ? ""
                : $" from {Formatted.Moment(clocks.Max(change => change.By!.Value))} on, "
                + string.Join(" and ", clocks.Select(change => change.Words)) + (ifs.Length > 0 ? "," : "");
            return (Decision.Retrain ? "would wait" : "would retrain") + from
                + (ifs.Length > 0 ? $" if {string.Join(" and ", ifs)}" : "");
        }
    }

    public TriggerFacts Apply(TriggerFacts facts) => Changes.Aggregate(facts, (known, change) => change.Apply(known));

    /// <summary>
    /// Finds the nearest counterfactuals, nearest first; none of them contains all changes of another one.
    /// </summary>
    public static IReadOnlyList<Counterfactual> Nearest(
        TriggerPolicies policy, TriggerFacts facts, TriggerDecision decision)
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

    // When a rule holds already, only guards block the run; otherwise each rule may be made to hold.
    private static IEnumerable<CounterfactualPath> WaysToRetrain(ImmutableArray<RuleVerdict> verdicts) =>
        verdicts.Any(verdict => verdict.Holds)
            ? [CounterfactualPath.None]
            : verdicts.SelectMany(verdict => CounterfactualPath.To(verdict, verdict.Condition, holds: true));

    // Every rule that holds has to be made false.
    private static IEnumerable<CounterfactualPath> WaysToWait(ImmutableArray<RuleVerdict> verdicts)
    {
        var whole = CounterfactualPath.None;
        foreach (var verdict in verdicts.Where(verdict => verdict.Holds))
        {
            var ways = CounterfactualPath.To(verdict, verdict.Condition, holds: false);
            if (ways.MinBy(way => way.Distance) is not { } nearest) return [];
            whole = whole.And(nearest);
        }
        return [whole];
    }

    // Adds the changes that lift the guards that still block the run, and leaves out those that are not needed.
    private static Counterfactual? Complete(
        TriggerPolicies policy, TriggerFacts facts, TriggerDecision decision, CounterfactualPath way)
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

    /// <summary>A set of changes that together make a condition hold, or not hold.</summary>
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

        // When one part suffices, each part gives a path; of several the nearest are combined.
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
