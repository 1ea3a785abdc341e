using RetrainGrains.Domain.Primitives;
using RetrainGrains.Learning.Registry;

namespace RetrainGrains.Cli.Replay;

/// <summary>
/// A policy that never looks: retrain at a fixed cadence (null: never) on a fixed window (null: all rows). What the
/// system is measured against.
/// </summary>
public sealed record FixedPolicy(string Name, TimeSpan? Cadence, int? WindowDays, string Learner, bool Change)
{
    public const string Grammar =
        "must be such as never, daily/30d, weekly/all, monthly/180d, every-3h/30d, each perhaps with a learner and "
        + "/change (weekly/all/ridge/change), or a learner alone, fitted once (last-value, seasonal, mean)";

    private const string DefaultLearner = "leafwise";
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);

    public static (ImmutableArray<FixedPolicy> Policies, IReadOnlyList<Problem> Problems) ParseList(string? list)
    {
        if (string.IsNullOrWhiteSpace(list)) return ([], []);
        var names = list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var parsed = names.Distinct().Select(name => (Name: name, Policy: Parse(name))).ToArray();
        var unknown = parsed.Where(entry => entry.Policy is null);
        return (
            [.. parsed.Select(entry => entry.Policy).OfType<FixedPolicy>()],
            [.. unknown.Select(entry => Problem.Of("--compare", entry.Name, Grammar))]);
    }

    public static FixedPolicy? Parse(string name)
    {
        var parts = new Queue<string>(name.Split('/'));
        var first = parts.Dequeue();
        var isLearner = LearnerRegistry.BuiltIn.Names.Contains(first);
        if (!isLearner && !IsCadence(first)) return null;
        var policy = isLearner
            ? new FixedPolicy(name, null, null, first, Change: false)
            : new FixedPolicy(name, CadenceOf(first), null, DefaultLearner, Change: false);
        if (parts.TryPeek(out var window) && TryWindow(window, out var days))
        {
            parts.Dequeue();
            policy = policy with { WindowDays = days };
        }
        if (!isLearner && parts.TryPeek(out var learner) && LearnerRegistry.BuiltIn.Names.Contains(learner))
        {
            policy = policy with { Learner = parts.Dequeue() };
        }
        if (parts.TryPeek(out var form) && form is "change" or "level")
        {
            policy = policy with { Change = parts.Dequeue() == "change" };
        }
        return parts.Count == 0 ? policy : null;
    }

    private static bool IsCadence(string text) => text == "never" || CadenceOf(text) is not null;

    private static TimeSpan? CadenceOf(string text) => text switch
    {
        "daily" => TimeSpan.FromDays(1),
        "weekly" => TimeSpan.FromDays(7),
        "monthly" => Month,
        _ when text.StartsWith("every-", StringComparison.Ordinal) => SpanOf(text["every-".Length..]),
        _ => null,
    };

    internal static TimeSpan? SpanOf(string text)
    {
        if (text.Length < 2) return null;
        if (!int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return null;
        if (number is < 1 or > 10_000) return null;
        return text[^1] switch
        {
            'm' => TimeSpan.FromMinutes(number),
            'h' => TimeSpan.FromHours(number),
            'd' => TimeSpan.FromDays(number),
            _ => null,
        };
    }

    private static bool TryWindow(string text, out int? days)
    {
        days = null;
        if (text == "all") return true;
        if (!text.EndsWith('d') || SpanOf(text) is not { } span) return false;
        days = (int)span.TotalDays;
        return true;
    }
}
