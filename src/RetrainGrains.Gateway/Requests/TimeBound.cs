using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Gateway.Requests;

/// <summary>
/// The times that rows of a request may have: from 1970, before which a wrong unit or a forgotten field is likelier
/// than a measurement, to now and as much as clocks may differ. One row of a far future would else be the newest for
/// ever.
/// </summary>
internal readonly record struct TimeBound(DateTimeOffset Now, TimeSpan Tolerance)
{
    private DateTimeOffset Latest =>
        Now <= DateTimeOffset.MaxValue - Tolerance ? Now + Tolerance : DateTimeOffset.MaxValue;

    public bool Allows(DateTimeOffset at) => at >= DateTimeOffset.UnixEpoch && at <= Latest;

    /// <summary>Finds the rule that a time breaks; null when it breaks none.</summary>
    public Problem? Check(string field, DateTimeOffset at)
    {
        if (Allows(at)) return null;
        var bounds = $"must be from 1970-01-01T00:00:00Z to {Problem.ToText(Latest)}, which is now and "
            + $"{Tolerance:c} for clocks that differ";
        return Problem.Of(field, at, bounds, at > Latest ? FaultKind.TooLate : FaultKind.TooEarly);
    }
}
