using RetrainGrains.Domain.Observations;

namespace RetrainGrains.Sources;

/// <summary>The schema that a source file tells by itself, without a row.</summary>
public static class DeclaredSchema
{
    public static FeatureSchema Of(SourceFile source)
    {
        var nothing = new Table(
            [], source.NumericColumns.ToDictionary(column => column, _ => Array.Empty<double>()),
            source.TextColumns.ToDictionary(column => column, _ => Array.Empty<string?>()), new StreamCounters());
        var columns = new FeatureColumns(source, nothing, StepOf(source));
        return new FeatureSchema
        {
            Features = [.. columns.Compute(_ => false).Select(column => column.Feature)],
            Target = source.Target.Name,
            Task = source.Target.Task,
            Classes = source.Target.Names,
            LastValue = source.LastValue,
        };
    }

    /// <summary>The distance of rows; an hour, which nothing depends on, where only the rows would tell it.</summary>
    internal static TimeSpan StepOf(SourceFile source) => SourceRules.KnownStep(source) ?? TimeSpan.FromHours(1);
}
