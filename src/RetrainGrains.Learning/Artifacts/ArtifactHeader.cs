using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.Artifacts;

/// <summary>The header of a model: its learner, its schema, and the reading of its predictions.</summary>
/// <remarks>The fallback, the training rows' mean target, serves a change whose last value is missing.</remarks>
internal sealed record ArtifactHeader(string Learner, TargetForm TargetForm, double Fallback, DatasetSchema Schema)
{
    private const int MinimumFeatureBytes = sizeof(ushort) + sizeof(byte) + sizeof(int);

    public void Write(ArtifactWriter writer)
    {
        writer.WriteText(Learner);
        writer.WriteByte((byte)TargetForm);
        writer.WriteDouble(Fallback);
        writer.WriteByte((byte)Schema.Task);
        if (Schema.Task == PredictionTask.MulticlassClassification) writer.WriteByte((byte)Schema.ClassCount);
        writer.WriteInt32(Schema.LastValueFeature ?? -1);
        writer.WriteInt32(Schema.Features.Count);
        foreach (var feature in Schema.Features)
        {
            writer.WriteText(feature.Name);
            writer.WriteByte((byte)feature.Kind);
            writer.WriteInt32(feature.CategoryCount);
        }
    }

    public static ArtifactHeader Read(ArtifactReader reader)
    {
        var learner = reader.ReadText("learner");
        var targetForm = reader.ReadEnum<TargetForm>("target form");
        var fallback = reader.ReadFiniteDouble("fallback");
        var task = reader.ReadEnum<PredictionTask>("task");
        var classCount = task == PredictionTask.MulticlassClassification ? reader.ReadByte("class count") : 0;
        var lastValue = reader.ReadInt32("last-value feature");
        var features = new FeatureDescription[
            reader.ReadCount("features", DatasetSchema.MaximumFeatures, MinimumFeatureBytes)];
        try
        {
            for (var i = 0; i < features.Length; i++) features[i] = ReadFeature(reader);
            var schema = new DatasetSchema(task, features, lastValue == -1 ? null : lastValue, classCount);
            return targetForm == TargetForm.Change && schema.LastValueFeature is null
                ? throw reader.Error("a change needs a last-value feature")
                : new ArtifactHeader(learner, targetForm, fallback, schema);
        }
        catch (ArgumentException exception)
        {
            throw reader.Error(exception.Message);
        }
    }

    private static FeatureDescription ReadFeature(ArtifactReader reader)
    {
        var name = reader.ReadText("feature name");
        var kind = reader.ReadEnum<FeatureKind>("feature kind");
        var categories = reader.ReadInt32("category count");
        return kind == FeatureKind.Categorical
            ? FeatureDescription.Categorical(name, categories)
            : FeatureDescription.Numeric(name);
    }
}
