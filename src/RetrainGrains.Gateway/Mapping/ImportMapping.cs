using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Learning.Importing;

namespace RetrainGrains.Gateway.Mapping;

/// <summary>The form of imports on the wire: the rows that a model is held to, and what was read of its file.</summary>
internal static class ImportMapping
{
    public static ImportCheck ToDomain(this V1.ImportCheck check)
    {
        var row = RowMapping.Values(check.Features, check.Named);
        return new ImportCheck([.. row.Ordered], [.. check.Expected])
        {
            Named = row.Named?.ToImmutableDictionary(),
            Label = check.Label,
        };
    }

    public static V1.ImportReport ToWire(this ImportReport report)
    {
        var wire = new V1.ImportReport
        {
            Format = report.Format,
            Objective = report.Objective,
            TreesInFile = report.TreesInFile,
            TreesServing = report.TreesServing,
            BaseScores = { report.BaseScores },
            Link = report.Link,
            Features = { report.Features.Select(ToWire) },
            Notes = { report.Notes },
            Producer = report.Producer,
            Opsets = { report.Opsets },
            Inputs = { report.Inputs },
            Outputs = { report.Outputs },
            Classes = { report.Classes },
            RowsChecked = report.RowsChecked,
            LargestDifference = report.LargestDifference,
        };
        if (report.BestIteration is { } best) wire.BestIteration = best;
        return wire;
    }

    private static V1.ImportedFeature ToWire(ImportedFeature feature) => new()
    {
        Name = feature.Name,
        Feature = feature.Feature,
        Kind = (V1.FeatureKind)feature.Kind,
        Categories = { feature.Categories },
        ByName = feature.ByName,
    };
}
