using RetrainGrains.Domain.Observations;

namespace RetrainGrains.Storage.Sql;

/// <summary>
/// The facts of the entities that a batch speaks of: their rows, and the outcomes that came for them by time. A row
/// takes the nearest outcome within the tolerance, of two that are equally near the earlier one; an outcome goes to
/// every row within the tolerance that has none yet.
/// </summary>
internal sealed class EntityFacts
{
    private readonly OutcomePolicy policy;
    private readonly Dictionary<string, List<ObservationFact>> rows = [];
    private readonly Dictionary<string, SortedList<DateTimeOffset, EntityOutcome>> outcomes = [];
    private readonly HashSet<EntityOutcome> changed = [];

    public EntityFacts(
        OutcomePolicy policy, IEnumerable<ObservationFact> rows, IEnumerable<EntityOutcome> outcomes)
    {
        this.policy = policy;
        foreach (var row in rows)
        {
            if (!this.rows.TryGetValue(row.Entity, out var list)) this.rows.Add(row.Entity, list = []);
            list.Add(row);
        }
        foreach (var outcome in outcomes) Of(outcome.Entity)[outcome.At] = outcome;
    }

    /// <summary>The outcomes that have to be stored.</summary>
    public IReadOnlyCollection<EntityOutcome> Changed => changed;

    /// <summary>The number of outcomes that were not there before.</summary>
    public int Added { get; private set; }

    /// <summary>The number of outcomes that wait more than before.</summary>
    public int AddedWaiting { get; private set; }

    /// <summary>Finds the outcome that a new row takes; null when none is near enough.</summary>
    public EntityOutcome? Nearest(string entity, DateTimeOffset at)
    {
        if (!outcomes.TryGetValue(entity, out var known)) return null;
        var (beginning, span) = (policy.BeginningOf(at), policy.JoinedWith(at));
        return known.Values.Where(outcome => outcome.At >= span.From && outcome.At < span.Before)
            .MinBy(outcome => ((policy.BeginningOf(outcome.At) - beginning).Duration(), outcome.At));
    }

    /// <summary>Finds the outcome of the same grain; null when none has come.</summary>
    public EntityOutcome? Same(string entity, DateTimeOffset at) =>
        outcomes.TryGetValue(entity, out var known)
            ? known.Values.FirstOrDefault(outcome => policy.BeginningOf(outcome.At) == policy.BeginningOf(at))
            : null;

    /// <summary>Lists the rows that an outcome is about, the withdrawn among them.</summary>
    public List<ObservationFact> JoinedWith(string entity, DateTimeOffset at)
    {
        var (from, before) = policy.JoinedWith(at);
        return rows.TryGetValue(entity, out var list) ? list.FindAll(row => row.At >= from && row.At < before) : [];
    }

    public void Add(string entity, DateTimeOffset at, double value, DateTimeOffset knownAt, bool waits)
    {
        var outcome = new EntityOutcome(entity, policy.BeginningOf(at), value, knownAt, waits);
        Of(entity)[outcome.At] = outcome;
        changed.Add(outcome);
        Added++;
        if (waits) AddedWaiting++;
    }

    /// <summary>Ends the waiting of an outcome that a row has taken.</summary>
    public void Take(EntityOutcome outcome)
    {
        if (!outcome.IsWaiting) return;
        outcome.IsWaiting = false;
        AddedWaiting--;
        changed.Add(outcome);
    }

    /// <summary>Gives an outcome another value.</summary>
    public void Correct(EntityOutcome outcome, double value)
    {
        outcome.Outcome = value;
        changed.Add(outcome);
    }

    private SortedList<DateTimeOffset, EntityOutcome> Of(string entity)
    {
        if (!outcomes.TryGetValue(entity, out var known)) outcomes.Add(entity, known = []);
        return known;
    }
}
