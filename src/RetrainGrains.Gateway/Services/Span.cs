using Google.Protobuf.WellKnownTypes;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Gateway.Mapping;
using RetrainGrains.Gateway.Requests;

namespace RetrainGrains.Gateway.Services;

/// <summary>A span of time that a reader asks for, from a moment on and before another.</summary>
internal readonly record struct Span(DateTimeOffset From, DateTimeOffset To)
{
    private const int DaysMax = 3_650;

    /// <summary>Reads a span by its ends, or as so many days before now; what is not set is without a limit.</summary>
    public static Span Read(Timestamp? from, Timestamp? to, int days, DateTimeOffset now, ProblemList problems)
    {
        var span = new Span(from.ToTime() ?? DateTimeOffset.UnixEpoch, to.ToTime() ?? DateTimeOffset.MaxValue);
        if (days != 0)
        {
            problems.Add(RequestRules.Between("days", days, 1, DaysMax));
            if (from is not null) problems.Add("days", days, "must not stand beside from: one of them says the start");
            span = span with { From = now - TimeSpan.FromDays(Math.Clamp(days, 1, DaysMax)) };
        }
        if (span.From >= span.To)
            problems.Add("to", Formatted.Instant(span.To), $"must be after {Formatted.Instant(span.From)}");
        return span;
    }
}
