using RetrainGrains.Domain.Primitives;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Sources;

/// <summary>
/// The rules of coarser rows: each column that is used says how its values become one, and none is used before its
/// period has ended.
/// </summary>
internal static class AggregationRules
{
    public static IEnumerable<Problem> Check(SourceFile source)
    {
        if (source.Aggregation is not { } aggregation) yield break;
        const string Path = "source.aggregate";
        if (source.Step is { } step && step != aggregation.Step)
            yield return Problem.Of("source.step", step, $"must be left out: {Path} says it");
        if (aggregation.Stamp == PeriodStamp.Start && source.Horizon + source.OutcomeDelay < aggregation.Step)
        {
            yield return Problem.Of("source.outcomeDelay", source.OutcomeDelay,
                $"must be at least {aggregation.Step}: a row that is stamped by its period's start has its target at "
                + "the end");
        }
        string[] used = [.. source.NumericColumns.Concat(source.TextColumns).Distinct().Except(source.Key)];
        foreach (var column in used.Where(column => !aggregation.Columns.ContainsKey(column)))
        {
            yield return Problem.Of($"{Path}.columns", column,
                "must be there: it is used, and sum, mean, min, max, first, last or count says how its values become "
                + "one");
        }
        foreach (var column in aggregation.Columns.Keys.Except(used).Order(StringComparer.Ordinal))
            yield return Problem.Of($"{Path}.columns", column, "must be the target, or used by a feature");
        foreach (var column in source.TextColumns.Except(source.Key))
        {
            if (!aggregation.Columns.TryGetValue(column, out var way)) continue;
            if (way.By is AggregateBy.First or AggregateBy.Last) continue;
            yield return Problem.Of($"{Path}.columns.{column}", way.By, "must be first or last: it is read as text");
        }
        if (source.Target is { Measure: TargetMeasure.Value, Task: not PredictionTask.Regression } target
            && aggregation.Columns.TryGetValue(target.Column, out var of)
            && of.By is AggregateBy.Sum or AggregateBy.Mean or AggregateBy.Count)
        {
            yield return Problem.Of(
                $"{Path}.columns.{target.Column}", of.By, "must be first, last, min or max: its values are classes");
        }
    }
}
