using Microsoft.ML;
using Microsoft.ML.Data;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.MachineLearning;

/// <summary>A dataset as ML.NET reads it, row by row.</summary>
internal static class MachineLearningRows
{
    // Below every value and so below every threshold: the trees then send what is missing to the left, which they can
    // say of themselves, where ML.NET does not tell what it does with NaN.
    private const float Missing = -1e30f;

    public static IDataView Of(MLContext context, Dataset rows, CancellationToken cancellation)
    {
        var definition = SchemaDefinition.Create(typeof(Row));
        definition[nameof(Row.Features)].ColumnType =
            new VectorDataViewType(NumberDataViewType.Single, rows.FeatureCount);
        return context.Data.LoadFromEnumerable(Rows(rows, cancellation), definition);
    }

    // ML.NET can be cancelled only here, while it reads.
    private static IEnumerable<Row> Rows(Dataset rows, CancellationToken cancellation)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var features = new float[rows.FeatureCount];
            rows.CopyRow(i, features);
            for (var feature = 0; feature < features.Length; feature++)
            {
                if (float.IsNaN(features[feature])) features[feature] = Missing;
            }

            var target = rows.Targets[i];
            yield return new Row
            {
                Features = features,
                Label = (float)target,
                Class = target > 0.5,
                Weight = rows.Weights.IsEmpty ? 1 : (float)rows.Weights[i],
            };
        }
    }

    // ML.NET maps columns from settable members.
    internal sealed class Row
    {
        public float[] Features { get; set; } = [];
        public float Label { get; set; }
        public bool Class { get; set; }
        public float Weight { get; set; }
    }
}
