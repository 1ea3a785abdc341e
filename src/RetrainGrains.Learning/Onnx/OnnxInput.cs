using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.Onnx;

/// <summary>An input of a graph, and the features that are its columns.</summary>
/// <remarks>
/// A vector has no second dimension. An input of texts has for each of its features the texts by their codes.
/// </remarks>
internal sealed record OnnxInput(string Name, OnnxElement Element, bool IsVector, int[] Features, string[][] Texts)
{
    public bool IsWhole => Element is OnnxElement.Int64 or OnnxElement.Int32;

    public void Write(ArtifactWriter writer)
    {
        writer.WriteText(Name);
        writer.WriteByte((byte)Element);
        writer.WriteByte(IsVector ? (byte)1 : (byte)0);
        writer.WriteInt32(Features.Length);
        foreach (var feature in Features) writer.WriteInt32(feature);
        foreach (var texts in Texts)
        {
            writer.WriteInt32(texts.Length);
            foreach (var text in texts) writer.WriteText(text);
        }
    }

    public static OnnxInput Read(ArtifactReader reader, DatasetSchema schema)
    {
        var name = reader.ReadText("name of an input");
        var element = reader.ReadEnum<OnnxElement>("element type of an input");
        var isVector = reader.ReadByte("rank of an input") != 0;
        var features = new int[reader.ReadCount("features of an input", DatasetSchema.MaximumFeatures, sizeof(int))];
        if (isVector && features.Length != 1) throw reader.Error($"a vector has {features.Length} features");
        for (var i = 0; i < features.Length; i++)
        {
            features[i] = reader.ReadInt32("feature of an input");
            if ((uint)features[i] >= (uint)schema.Features.Count)
            {
                throw reader.Error($"an input takes feature {features[i]} of {schema.Features.Count}");
            }
        }

        var texts = new string[element == OnnxElement.Text ? features.Length : 0][];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = new string[reader.ReadCount(
                "texts of a feature", FeatureDescription.MaximumCategoryCount, sizeof(ushort))];
            for (var code = 0; code < texts[i].Length; code++) texts[i][code] = reader.ReadText("text of a category");
        }

        return new OnnxInput(name, element, isVector, features, texts);
    }
}
