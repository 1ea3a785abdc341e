using RetrainGrains.Learning.Exporting;

namespace RetrainGrains.Gateway.Mapping;

/// <summary>The form of exports on the wire.</summary>
internal static class ExportMapping
{
    public static V1.ExportReport ToWire(this ExportReport report) => new()
    {
        Format = (V1.ExportFormat)report.Format,
        Learner = report.Learner,
        Contents = report.Contents,
        Output = report.Output,
        Precision = report.Precision,
        Features = { report.Features.Select(ToWire) },
        Classes = { report.Classes },
        Notes = { report.Notes },
    };

    private static V1.ExportedFeature ToWire(ExportedFeature feature) => new()
    {
        Name = feature.Name,
        Kind = (V1.FeatureKind)feature.Kind,
        Categories = { feature.Categories },
    };
}
