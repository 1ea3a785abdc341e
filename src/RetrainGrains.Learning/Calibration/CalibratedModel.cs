using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Explaining;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Calibration;

/// <summary>A classifier and the map that its probabilities go through.</summary>
internal sealed class CalibratedModel(Model inner, CalibrationMap map) : Model
{
    public override ModelKind Kind => ModelKind.Calibrated;

    public Model Inner => inner;

    public CalibrationMap Map => map;

    public override void Write(ArtifactWriter writer)
    {
        map.Write(writer);
        writer.WriteByte((byte)inner.Kind);
        inner.Write(writer);
    }

    public override Attribution Explain() => new CalibratedAttributions(inner.Explain(), map);

    public override Predictor Compile() => new Calibrated(inner.Compile(), map);

    public static CalibratedModel Read(ArtifactReader reader, DatasetSchema schema)
    {
        if (schema.Task != PredictionTask.BinaryClassification)
        {
            throw reader.Error($"only probabilities are calibrated, and the task is {schema.Task}");
        }

        var map = CalibrationMap.Read(reader);
        var kind = reader.ReadEnum<ModelKind>("calibrated model kind");
        return kind is ModelKind.Calibrated or ModelKind.Blend
            ? throw reader.Error($"a model of kind {kind} cannot be calibrated")
            : new CalibratedModel(reader.Kinds.Read(kind, reader, schema, isMember: true), map);
    }

    private sealed class Calibrated(Predictor inner, CalibrationMap map) : Predictor
    {
        public override double Predict(ReadOnlySpan<float> features, long unixMilliseconds) =>
            map.Apply(inner.Predict(features, unixMilliseconds));
    }
}
