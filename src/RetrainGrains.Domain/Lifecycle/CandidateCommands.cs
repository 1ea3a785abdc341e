using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Lifecycle;

/// <summary>The commands of people about single candidates: to keep one out, and to let it in again.</summary>
internal static class CandidateCommands
{
    public static LifecycleDecision Retire(ModelState state, RetirementAsked asked, DateTimeOffset now)
    {
        if (Find(state, asked.Candidate) is not { } candidate) return Unknown(state, asked.Candidate);
        if (candidate.Retired is { UntilTrained: false } earlier)
        {
            return Refuse(asked.Candidate, $"is retired already, by {earlier.By} on {Formatted.Instant(earlier.At)}");
        }
        if (state.Pinned == asked.Candidate)
            return Refuse(asked.Candidate, "is pinned: promote another candidate, or auto, first");
        if (!state.Candidates.Any(other => other.Competes && other.Recipe != candidate.Recipe))
            return Refuse(asked.Candidate, "is the only one that can serve: train or promote another one first");
        if (state.Champion?.Members is [var alone] && alone.Recipe == candidate.Recipe)
            return Refuse(asked.Candidate, "serves alone: promote another candidate, or auto, first");
        var retired = new CandidateRetired(asked.Candidate, now, asked.By, asked.Reason);
        return With(state, retired, asked.LearnedState, $"{asked.By} retired {asked.Candidate}: {asked.Reason}", now);
    }

    public static LifecycleDecision Restore(ModelState state, RestorationAsked asked, DateTimeOffset now)
    {
        if (Find(state, asked.Candidate) is not { } candidate) return Unknown(state, asked.Candidate);
        if (candidate.Retired is null) return Refuse(asked.Candidate, "is not retired");
        var restored = new CandidateRestored(asked.Candidate, now, asked.By, asked.Reason);
        return With(state, restored, asked.LearnedState, $"{asked.By} restored {asked.Candidate}: {asked.Reason}", now);
    }

    /// <summary>Marks a candidate as retired, or with null as one that competes.</summary>
    public static ModelState Mark(ModelState state, string candidate, Retirement? retired) => state with
    {
        Candidates =
        [
            .. state.Candidates.Select(one => one.Recipe.Name == candidate ? one with { Retired = retired } : one),
        ],
    };

    // A blend goes on without it, or with it, at once.
    private static LifecycleDecision With(
        ModelState state, LifecycleEvent happened, LearnedState learned, string text, DateTimeOffset now)
    {
        var told = new Notify(Severity.Info, text);
        var after = ModelLifecycle.Apply(state, happened);
        return CheckStep.Blend(after, learned, now) is { } weighted
            ? new LifecycleDecision([happened, weighted], [told])
            : new LifecycleDecision([happened], [told]);
    }

    private static Candidate? Find(ModelState state, string name) =>
        state.Candidates.FirstOrDefault(candidate => candidate.Recipe.Name == name);

    private static LifecycleDecision Unknown(ModelState state, string name) => Refuse(
        name, $"is none of {string.Join(", ", state.Candidates.Select(candidate => candidate.Recipe.Name))}");

    private static LifecycleDecision Refuse(string candidate, string rule) =>
        LifecycleDecision.Refuse("candidate", candidate, rule);
}
