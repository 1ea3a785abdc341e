using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Classes;

/// <summary>A model per class, whose predictions together become probabilities.</summary>
internal sealed class PerClassModel(ClassLink link, Model[] members) : Model
{
    public override bool TakesAnyCategory { get; } = members.All(member => member.TakesAnyCategory);

    public override ModelKind Kind => ModelKind.PerClass;

    public ClassLink Link => link;

    public IReadOnlyList<Model> Members => members;

    public override void Write(ArtifactWriter writer)
    {
        writer.WriteByte((byte)link);
        foreach (var member in members)
        {
            writer.WriteByte((byte)member.Kind);
            member.Write(writer);
        }
    }

    public static PerClassModel Read(ArtifactReader reader, DatasetSchema schema)
    {
        var link = reader.ReadEnum<ClassLink>("class link");
        var members = new Model[schema.ClassCount];
        for (var label = 0; label < members.Length; label++)
        {
            var kind = reader.ReadEnum<ModelKind>("kind of a class's model");
            members[label] = kind is ModelKind.Constant or ModelKind.Linear or ModelKind.TreeEnsemble
                or ModelKind.LinearLeaves
                ? reader.Kinds.ReadBody(kind, reader, schema)
                : throw reader.Error($"a class cannot have a model of kind {kind}");
        }

        return new PerClassModel(link, members);
    }

    public override Predictor Compile() => new PerClass(link, [.. members.Select(m => m.Compile())]);

    private sealed class PerClass(ClassLink link, Predictor[] members) : ClassPredictor(members.Length)
    {
        public override void PredictClasses(
            ReadOnlySpan<float> features, long unixMilliseconds, Span<double> probabilities)
        {
            for (var label = 0; label < members.Length; label++)
            {
                probabilities[label] = members[label].Predict(features, unixMilliseconds);
            }

            if (link == ClassLink.Softmax)
            {
                ClassProbabilities.Softmax(probabilities);
            }
            else
            {
                ClassProbabilities.ToShares(probabilities);
            }
        }
    }
}
