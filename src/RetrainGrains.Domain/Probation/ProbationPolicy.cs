using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Probation;

/// <summary>The settings of the comparison of a new version with its predecessor.</summary>
public sealed record ProbationPolicy
{
    /// <summary>
    /// The time for which the predecessor is also scored on the same rows; zero switches probation off.
    /// </summary>
    public TimeSpan Length { get; init; } = TimeSpan.FromDays(14);

    /// <summary>The number of whole days of common rows below which no verdict is given.</summary>
    public int MinimumDays { get; init; } = 3;

    /// <summary>
    /// The least share by which the new version must lose more than its predecessor to be rolled back.
    /// </summary>
    public double WorseBy { get; init; } = 0.1;

    /// <summary>
    /// The chance that a version no worse than its predecessor is rolled back, over the whole probation: the level of
    /// the paired t-test on daily loss differences, divided among its days.
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
