using System.Globalization;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Gateway.Failures;

namespace RetrainGrains.Gateway.Access;

/// <summary>The limit that a caller has passed: its setting, its numbers, and when it ends.</summary>
internal sealed record Excess(string Setting, string Allowed, TimeSpan Wait)
{
    public RefusedException ToRefusal(string field, string who) => new(
        Refusal.Of(
            RefusalKind.Busy, field, who,
            string.Create(
                CultureInfo.InvariantCulture,
                $"has a limit of {Allowed} (RetrainGrains:Limits:{Setting}); "
                    + $"try again in {Wait.TotalSeconds:0.###} s")),
        Wait);
}
