using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Learning.Data;
using RetrainGrains.Sources;

namespace RetrainGrains.Cli.Client.Creation;

/// <summary>Makes a model's schema of a source file, and of the rows of a data file where there is one.</summary>
internal static class SourceSchema
{
    /// <summary>Loads both; a source without data is a stream without rows. Null where anything is wrong.</summary>
    public static ObservationStream? Load(
        string sourcePath, string? dataPath, Period period, List<Problem> problems)
    {
        if (StreamLoader.ReadSource("--source", sourcePath, problems) is not { } source) return null;
        if (dataPath is not null) return Load(source, dataPath, period, problems);
        string[] untold =
        [
            .. source.Features.OfType<ColumnFeature>().Where(column => column is { IsText: true, Categories: null })
                .Select(column => column.Name),
        ];
        if (untold.Length == 0) return WithoutRows(source, sourcePath, problems);
        problems.Add(Problem.Of(
            "--data", "", $"must be given: its rows say which categories there are of {string.Join(", ", untold)}"));
        return null;
    }

    /// <summary>Loads the rows of a data file; null where anything is wrong.</summary>
    public static ObservationStream? Load(
        SourceFile source, string dataPath, Period period, List<Problem> problems)
    {
        var (streams, wrong) = StreamLoader.Load(source, [dataPath], period);
        problems.AddRange(wrong);
        // The server would refuse the rows when the model is registered already.
        if (streams.FirstOrDefault()?.Rows[0].At is { } first && first < DateTimeOffset.UnixEpoch)
        {
            problems.Add(Problem.Of(
                "--from", $"{first:yyyy-MM-dd}", "must be 1970-01-01 or later: servers take no earlier rows"));
        }
        return streams.FirstOrDefault();
    }

    public static V1.Schema ToWire(FeatureSchema schema) => new()
    {
        Features = { schema.Features.Select(ToWire) },
        Target = schema.Target,
        Task = (V1.PredictionTask)schema.Task,
        LastValue = schema.LastValue ?? "",
        Classes = { schema.Classes ?? [] },
    };

    public static FeatureSchema ToDomain(V1.Schema schema) => new()
    {
        Features =
        [
            .. schema.Features.Select(feature => new Feature(feature.Name, (FeatureKind)feature.Kind)
            {
                Categories = [.. feature.Categories],
                FromModel = feature.FromModel.Length == 0 ? null : feature.FromModel,
                FormerNames = [.. feature.FormerNames],
                IsRetired = feature.Retired,
            }),
        ],
        Target = schema.Target,
        Task = (PredictionTask)schema.Task,
        Classes = schema.Classes.Count == 0 ? null : [.. schema.Classes],
    };

    private static ObservationStream? WithoutRows(SourceFile source, string path, List<Problem> problems)
    {
        var schema = DeclaredSchema.Of(source);
        problems.AddRange(schema.Validate().Select(problem => problem with { Field = $"{path}: {problem.Field}" }));
        return new ObservationStream("", schema, [], 0, new StreamCounters());
    }

    private static V1.Feature ToWire(Feature feature) => new()
    {
        Name = feature.Name,
        Kind = (V1.FeatureKind)feature.Kind,
        Categories = { feature.Categories },
    };
}
