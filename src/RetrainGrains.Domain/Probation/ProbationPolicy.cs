using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Probation;

/// <summary>How long and how a new version is watched beside its predecessor.</summary>
public sealed record ProbationPolicy
{
    /// <summary>How long the predecessor goes on being scored on the same rows; zero switches probation off.</summary>
    public TimeSpan Length { get; init; } = TimeSpan.FromDays(14);

    /// <summary>Whole days of common rows below which no verdict is given.</summary>
    public int MinimumDays { get; init; } = 3;

    /// <summary>The new version must lose at least this share more than its predecessor to be taken back.</summary>
    public double WorseBy { get; init; } = 0.1;

    /// <summary>
    /// The chance that a version no worse than its predecessor is taken back, over the whole probation: the level of
    /// the paired t-test on daily loss differences, shared out over its days.
    /// </summary>
    public double Significance { get; init; } = 0.05;

    public IEnumerable<Problem> Validate(string path) =>
    [
        .. Limits.Check($"{path}.length", Length, TimeSpan.Zero, TimeSpan.FromDays(30)),
        .. Limits.Check($"{path}.minimumDays", MinimumDays, 2, 30),
        .. Limits.Check($"{path}.worseBy", WorseBy, 0, 10),
        .. Limits.Check($"{path}.significance", Significance, 1e-9, 1),
    ];
}
