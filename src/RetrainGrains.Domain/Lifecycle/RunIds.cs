using System.Globalization;

namespace RetrainGrains.Domain.Lifecycle;

/// <summary>The ids of runs, which name the model: <c>belt-7/run-12</c>.</summary>
public static class RunIds
{
    private const string Mark = "/run-";

    public static string Of(string modelId, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{modelId}{Mark}{number}");

    /// <summary>Finds the model of a run; null for a text that is no run's id.</summary>
    public static string? ModelOf(string runId)
    {
        var mark = runId.LastIndexOf(Mark, StringComparison.Ordinal);
        return mark > 0 && int.TryParse(
            runId.AsSpan(mark + Mark.Length), NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? runId[..mark]
            : null;
    }
}
