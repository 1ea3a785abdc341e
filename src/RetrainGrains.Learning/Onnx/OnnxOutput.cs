using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.Onnx;

/// <summary>The output that answers, and where each class stands in it.</summary>
/// <remarks>
/// Classes are those of the schema in order, two for a binary task: each a column of a tensor, or a label of a map.
/// </remarks>
internal sealed record OnnxOutput(string Name, OnnxAnswer Answer, int[] Columns, string[] Labels)
{
    public static OnnxOutput OfNumber(string name) => new(name, OnnxAnswer.Number, [], []);

    public void Write(ArtifactWriter writer)
    {
        writer.WriteText(Name);
        writer.WriteByte((byte)Answer);
        foreach (var column in Columns) writer.WriteInt32(column);
        foreach (var label in Labels) writer.WriteText(label);
    }

    public static OnnxOutput Read(ArtifactReader reader, DatasetSchema schema)
    {
        var name = reader.ReadText("name of the output");
        var answer = reader.ReadEnum<OnnxAnswer>("reading of the output");
        var classes = ClassesOf(schema);
        if (answer == OnnxAnswer.Number ? classes > 2 : classes == 0)
        {
            throw reader.Error($"an output read as {answer} does not answer {schema.Task}");
        }

        var columns = new int[answer == OnnxAnswer.Columns ? classes : 0];
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = reader.ReadInt32("column of a class");
            if ((uint)columns[i] >= (uint)classes) throw reader.Error($"a class has column {columns[i]} of {classes}");
        }

        var labels = new string[answer is OnnxAnswer.Maps or OnnxAnswer.Label ? classes : 0];
        for (var i = 0; i < labels.Length; i++) labels[i] = reader.ReadText("label of a class");
        return new OnnxOutput(name, answer, columns, labels);
    }

    /// <summary>Counts the classes of a task: none for a number, two where one probability tells both.</summary>
    public static int ClassesOf(DatasetSchema schema) => schema.Task switch
    {
        PredictionTask.Regression => 0,
        PredictionTask.BinaryClassification => 2,
        _ => schema.ClassCount,
    };
}
