namespace Orleans.Runtime;

/// <summary>What the silo counted since it started: one series per grain method, so the program bounds it.</summary>
public sealed class RuntimeCounters
{
    private readonly GrainClasses classes;
    private readonly ActivationDirectory directory;

    internal RuntimeCounters(GrainClasses classes, ActivationDirectory directory)
    {
        this.classes = classes;
        this.directory = directory;
    }

    public int Activations => directory.Count;

    public IReadOnlyList<GrainCounters> Grains()
    {
        var waiting = directory.All
            .GroupBy(activation => activation.Class)
            .ToDictionary(group => group.Key, group => group.Max(activation => activation.MailboxDepth));
        return [.. classes.All.Select(grain => new GrainCounters(
            grain.GrainType.ToString(),
            grain.Activations.Living,
            grain.Activations.Total,
            waiting.GetValueOrDefault(grain),
            MethodsOf(grain)))];
    }

    private static IReadOnlyList<GrainMethodCounters> MethodsOf(GrainClass grain) =>
    [
        .. grain.Methods
            .Select(pair => new GrainMethodCounters(
                pair.Key.Name, pair.Value.Calls, pair.Value.Errors, pair.Value.Elapsed))
            .OrderBy(method => method.Method, StringComparer.Ordinal),
    ];
}

/// <summary>The counts of one grain class; the depth is that of its fullest mailbox.</summary>
public sealed record GrainCounters(
    string GrainType,
    long Activations,
    long ActivationsStarted,
    int DeepestMailbox,
    IReadOnlyList<GrainMethodCounters> Methods);

/// <summary>The counts of one method, timer and awaits included.</summary>
public sealed record GrainMethodCounters(string Method, long Calls, long Errors, TimeSpan TotalTime);
