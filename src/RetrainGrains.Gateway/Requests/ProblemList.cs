using RetrainGrains.Domain.Primitives;
using RetrainGrains.Fleet.Contracts;

namespace RetrainGrains.Gateway.Requests;

/// <summary>Collects all problems of a request, so that its sender can correct them at once.</summary>
internal sealed class ProblemList
{
    /// <summary>A broken batch repeats its fault in every row: what lies beyond is not looked at.</summary>
    public const int Max = 100;

    private const int ValueLengthMax = 200;

    // Made for the first problem: most requests have none.
    private ImmutableArray<Problem>.Builder? problems;

    public bool Any => problems is not null;

    public bool IsFull => problems?.Count >= Max;

    public void Add(string field, object? value, string rule, FaultKind kind = FaultKind.Unspecified) =>
        Add(Problem.Of(field, value, rule, kind));

    public void Add(Problem? problem)
    {
        if (problem is null || IsFull) return;
        var value = problem.Value;
        problems ??= ImmutableArray.CreateBuilder<Problem>();
        problems.Add(value.Length <= ValueLengthMax ? problem : problem with { Value = $"{value[..ValueLengthMax]}…" });
    }

    public void AddRange(IEnumerable<Problem> more)
    {
        foreach (var problem in more) Add(problem);
    }

    /// <summary>Takes the problems out; null when nothing is wrong.</summary>
    public ImmutableArray<Problem>? Take()
    {
        var taken = problems?.ToImmutable();
        problems = null;
        return taken;
    }

    /// <summary>Returns the refusal; null when nothing is wrong.</summary>
    public Refusal? ToRefusal(RefusalKind kind = RefusalKind.Invalid) =>
        problems is null ? null : new Refusal(kind, problems.ToImmutable());
}
