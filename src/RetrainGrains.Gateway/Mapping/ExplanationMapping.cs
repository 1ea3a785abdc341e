using RetrainGrains.Domain.Observations;
using RetrainGrains.Gateway.Explanations;

namespace RetrainGrains.Gateway.Mapping;

/// <summary>The form of explanations on the wire: each attribution beside its feature's name.</summary>
internal static class ExplanationMapping
{
    public static V1.ExplainResponse ToWire(this Explained explained)
    {
        var response = new V1.ExplainResponse
        {
            Version = explained.Version,
            Revision = explained.Revision,
            DriftCorrection = explained.DriftCorrection,
        };
        foreach (var row in explained.Rows) response.Explanations.Add(ToWire(explained.Schema, row));
        return response;
    }

    private static V1.Explanation ToWire(FeatureSchema schema, RowExplanation row)
    {
        var explanation =
            new V1.Explanation { Bias = row.Bias, Score = row.Score, Prediction = row.Prediction };
        for (var i = 0; i < row.Attributions.Length; i++)
        {
            explanation.Attributions.Add(
                new V1.Attribution { Feature = schema.Features[i].Name, Value = row.Attributions[i] });
        }
        return explanation;
    }
}
